#pragma once

#include <cstdint>

namespace convoyrisk::stats {

/// Exact sums of a whole-number quantity and of its squares; merging is exact in any order.
struct CountSums {
  std::int64_t sum = 0;
  std::int64_t sum_of_squares = 0;

  void add(std::int64_t value) {
    sum += value;
    sum_of_squares += value * value;
  }
  void merge(const CountSums& other) {
    sum += other.sum;
    sum_of_squares += other.sum_of_squares;
  }
  [[nodiscard]] double mean(std::int64_t count) const;
  [[nodiscard]] double standard_error(std::int64_t count) const;
};

}  // namespace convoyrisk::stats
