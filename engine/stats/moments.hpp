#pragma once

#include <cstdint>

namespace convoyrisk::stats {

/// Number, mean and sum of squared deviations of a sample, updated one value at a time (Welford 1962) and merged in
/// pairs (Chan, Golub and LeVeque 1983). Merging depends on order in the last bits: merge in a fixed order.
class Moments {
 public:
  void add(double value);
  void merge(const Moments& other);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  /// Sample variance; 0 below two values.
  [[nodiscard]] double variance() const;
  [[nodiscard]] double standard_error() const;

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

/// Moments of pairs (x, y), with their covariance.
class PairedMoments {
 public:
  void add(double x, double y);
  void merge(const PairedMoments& other);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] double mean_x() const { return mean_x_; }
  [[nodiscard]] double mean_y() const { return mean_y_; }
  [[nodiscard]] double variance_x() const { return per_degree(squares_x_); }
  [[nodiscard]] double variance_y() const { return per_degree(squares_y_); }
  [[nodiscard]] double covariance() const { return per_degree(products_); }
  /// Pearson's coefficient; 0 where either variance is 0.
  [[nodiscard]] double correlation() const;

 private:
  [[nodiscard]] double per_degree(double sum) const { return count_ > 1 ? sum / static_cast<double>(count_ - 1) : 0; }

  std::int64_t count_ = 0;
  double mean_x_ = 0;
  double mean_y_ = 0;
  double squares_x_ = 0;
  double squares_y_ = 0;
  double products_ = 0;
};

/// A count and its conditional expectation, for the control variate: moments of (conditional, count - conditional), and
/// how many counts were not zero.
class ControlledMoments {
 public:
  void add(double count, double conditional) {
    pairs_.add(conditional, count - conditional);
    nonzero_counts_ += count != 0 ? 1 : 0;
  }
  void merge(const ControlledMoments& other) {
    pairs_.merge(other.pairs_);
    nonzero_counts_ += other.nonzero_counts_;
  }

  [[nodiscard]] const PairedMoments& pairs() const { return pairs_; }
  [[nodiscard]] std::int64_t nonzero_counts() const { return nonzero_counts_; }

 private:
  PairedMoments pairs_;
  std::int64_t nonzero_counts_ = 0;
};

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
