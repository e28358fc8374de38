#include "base/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/grouped.hpp"

namespace convoyrisk {

int decimals_for(double size, int digits) {
  if (!(size > 0)) {
    return 2;
  }
  return std::clamp(digits - 1 - static_cast<int>(std::floor(std::log10(size))), 0, 6);
}

std::string rounded(double value) { return value == 0 ? "0" : grouped(value, decimals_for(std::abs(value), 3)); }

std::string percent(double share, int decimals) { return fmt::format("{:.{}f} %", 100 * share, decimals); }

}  // namespace convoyrisk
