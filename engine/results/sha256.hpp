#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace convoyrisk::results {

/// SHA-256 (FIPS 180-4) of bytes that come one part after the other.
class Sha256 {
 public:
  Sha256();
  void add(std::span<const std::byte> bytes);
  /// As 64 hexadecimal digits; nothing may be added after that.
  [[nodiscard]] std::string hexadecimal();

 private:
  std::array<std::uint32_t, 8> state_;
  std::string rest_;  ///< less than a block
  std::uint64_t size_ = 0;
};

/// SHA-256 as 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace convoyrisk::results
