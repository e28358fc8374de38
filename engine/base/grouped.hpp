#pragma once

#include <concepts>
#include <string>

namespace convoyrisk {

/// The digits before the point in groups of three: 1,234,567.
[[nodiscard]] std::string group_digits(std::string number);

/// A number to so many decimals; what rounds to 0 has no sign.
[[nodiscard]] std::string grouped(double value, int decimals = 0);

[[nodiscard]] std::string grouped(std::integral auto count) { return group_digits(std::to_string(count)); }

}  // namespace convoyrisk
