#include "stats/count_sums.hpp"

#include <cmath>

namespace convoyrisk::stats {

double CountSums::mean(std::int64_t count) const {
  return count > 0 ? static_cast<double>(sum) / static_cast<double>(count) : 0;
}

double CountSums::standard_error(std::int64_t count) const {
  if (count < 2) {
    return 0;
  }
  // In whole numbers of 128 bits, so that nothing cancels.
  __extension__ using Wide = __int128;
  const Wide scaled = Wide{count} * sum_of_squares - Wide{sum} * sum;
  const auto n = static_cast<double>(count);
  return std::sqrt(static_cast<double>(scaled) / (n * (n - 1)) / n);
}

}  // namespace convoyrisk::stats
