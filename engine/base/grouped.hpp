#pragma once

#include <concepts>
#include <string>

namespace convoyrisk {

/// Digits in groups of three: 1,234,567.
[[nodiscard]] std::string grouped(double value, int decimals = 0);

/// Of a count; exact below 2^53.
[[nodiscard]] std::string grouped(std::integral auto count) { return grouped(static_cast<double>(count), 0); }

}  // namespace convoyrisk
