#pragma once

#include <string>

/// Numbers as people read them.
namespace convoyrisk {

/// Means are shown for years of 365.25 days.
inline constexpr double hours_per_year = 365.25 * 24;

/// Decimals that leave `digits` significant ones of a number of this size.
[[nodiscard]] int decimals_for(double size, int digits);

/// About three significant digits.
[[nodiscard]] std::string rounded(double value);

[[nodiscard]] std::string percent(double share, int decimals = 1);

}  // namespace convoyrisk
