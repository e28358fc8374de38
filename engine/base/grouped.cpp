#include "base/grouped.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace convoyrisk {

std::string grouped(double value, int decimals) {
  std::array<char, 512> text{};  // 309 digits of the greatest double, a point and decimals
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::fixed, decimals).ptr;
  std::string digits(text.data(), end);
  const std::size_t whole = std::min(digits.find('.'), digits.size());
  for (std::size_t place = whole; place > 3; place -= 3) {
    digits.insert(place - 3, ",");
  }
  const bool zero = digits.find_first_not_of("0.,") == std::string::npos;
  return (value < 0 && !zero ? "-" : "") + digits;
}

}  // namespace convoyrisk
