#pragma once

#include <cstdint>

#include "base/checked_sum.hpp"

namespace convoyrisk::stats {

/// Exact sums of a whole-number quantity and of its squares; merging is exact in any order.
struct CountSums {
  std::int64_t sum = 0;
  std::int64_t sum_of_squares = 0;

  void add(std::int64_t value) {
    sum += value;
    sum_of_squares += value * value;
  }
  /// Throws std::overflow_error, as only sums that were never counted can be so large.
  void merge(const CountSums& other) {
    sum = checked_sum(sum, other.sum);
    sum_of_squares = checked_sum(sum_of_squares, other.sum_of_squares);
  }
  [[nodiscard]] double mean(std::int64_t count) const;
  [[nodiscard]] double standard_error(std::int64_t count) const;
};

}  // namespace convoyrisk::stats
