#include "base/grouped.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace convoyrisk {

std::string group_digits(std::string number) {
  const std::size_t first = number.starts_with('-') ? 1 : 0;
  for (std::size_t place = std::min(number.find('.'), number.size()); place > first + 3; place -= 3) {
    number.insert(place - 3, ",");
  }
  return number;
}

std::string grouped(double value, int decimals) {
  std::array<char, 512> text{};  // 309 digits of the greatest double, a sign, a point and decimals
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr;
  std::string number(text.data(), end);
  if (number.find_first_not_of("-0.") == std::string::npos) {
    number.erase(0, number.starts_with('-') ? 1 : 0);
  }
  return group_digits(std::move(number));
}

}  // namespace convoyrisk
