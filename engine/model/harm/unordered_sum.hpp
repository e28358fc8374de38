#pragma once

#include <cmath>
#include <cstdint>

namespace convoyrisk::model {

/// A sum of numbers from 0 up that does not depend on the order in which they are added: each is rounded to a multiple
/// of 2^-62, and those are added exactly. Holds up to 2^63.
class UnorderedSum {
 public:
  void add(double number) {
    const auto whole = static_cast<std::int64_t>(number);
    const auto part = static_cast<std::int64_t>((number - static_cast<double>(whole)) * one);
    part_ += part;
    const std::int64_t carry = part_ >> shift;
    part_ -= carry << shift;
    whole_ += whole + carry;
  }
  [[nodiscard]] double value() const { return static_cast<double>(whole_) + static_cast<double>(part_) / one; }

 private:
  static constexpr int shift = 62;
  static constexpr double one = 0x1p62;

  std::int64_t whole_ = 0;
  std::int64_t part_ = 0;  ///< in [0, 2^62)
};

}  // namespace convoyrisk::model
