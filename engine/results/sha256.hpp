#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace convoyrisk::results {

/// Whether the processor has instructions for SHA-256, which take an eighth of the time.
[[nodiscard]] bool has_sha256_instructions();

/// SHA-256 (FIPS 180-4) of bytes that come one part after the other.
class Sha256 {
 public:
  /// The digest is the same either way.
  explicit Sha256(bool by_instructions = has_sha256_instructions());
  void add(std::span<const std::byte> bytes);
  /// As 64 hexadecimal digits; nothing may be added after that.
  [[nodiscard]] std::string hexadecimal();

 private:
  std::array<std::uint32_t, 8> state_;
  std::string rest_;  ///< less than a block
  std::uint64_t size_ = 0;
  bool by_instructions_;
};

/// SHA-256 as 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace convoyrisk::results
