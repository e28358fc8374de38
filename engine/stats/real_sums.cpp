#include "stats/real_sums.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::stats {

double RealSums::mean(std::int64_t count) const { return count > 0 ? sum / static_cast<double>(count) : 0; }

double RealSums::standard_error(std::int64_t count) const {
  if (count < 2) {
    return 0;
  }
  const auto n = static_cast<double>(count);
  const double mean = sum / n;
  return std::sqrt(std::max(sum_of_squares - sum * mean, 0.0) / (n - 1) / n);
}

}  // namespace convoyrisk::stats
