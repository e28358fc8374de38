#pragma once

#include <algorithm>
#include <cstddef>

namespace convoyrisk {

/// How many of `count` items come before: `is_before(i)` holds for these, the first ones, and for no other. Begins at a
/// guess and doubles its steps (Bentley and Yao 1976), so that a near guess takes two questions.
template <class IsBefore>
[[nodiscard]] std::size_t count_before(std::size_t count, std::size_t guess, const IsBefore& is_before) {
  std::size_t low = std::min(guess, count);  // in the end all below come before,
  std::size_t high = low;                    // and none from here on
  for (std::size_t step = 1; low > 0 && !is_before(low - 1); step *= 2) {
    high = low - 1;
    low -= std::min(step, low);
  }
  for (std::size_t step = 1; high < count && is_before(high); step *= 2) {
    low = high + 1;
    high = std::min(high + step, count);
  }
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    is_before(middle) ? low = middle + 1 : high = middle;
  }
  return low;
}

/// The place among `count` at a share of the way, kept in [0, 1]: a guess for items that are nearly even.
[[nodiscard]] inline std::size_t place_at(double share, std::size_t count) {
  return share > 0 ? static_cast<std::size_t>(std::min(share, 1.0) * static_cast<double>(count)) : 0;
}

}  // namespace convoyrisk
