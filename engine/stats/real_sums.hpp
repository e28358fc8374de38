#pragma once

#include <cstdint>

namespace convoyrisk::stats {

/// Sums of a quantity and of its squares. They depend, in the last digits, on the order in which they are made.
struct RealSums {
  double sum = 0;
  double sum_of_squares = 0;

  void add(double value) {
    sum += value;
    sum_of_squares += value * value;
  }
  void merge(const RealSums& other) {
    sum += other.sum;
    sum_of_squares += other.sum_of_squares;
  }
  [[nodiscard]] double mean(std::int64_t count) const;
  [[nodiscard]] double standard_error(std::int64_t count) const;
};

}  // namespace convoyrisk::stats
