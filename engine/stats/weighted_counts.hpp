#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// An expectation estimated from weighted values: `effective_size` is (sum w)^2 / sum w^2 over the values that the
/// expectation rests on (Kish 1965), `largest_share` the largest of their weights over the sum. Both 0 where there are
/// none.
struct WeightedEstimate {
  Estimate estimate;
  double effective_size = 0;
  double largest_share = 0;
};

/// A sample of whole numbers >= 0 with weights >= 0 whose expectation is 1: importance sampling (Kahn and Marshall
/// 1953). With all weights 1, a plain sample. Sums depend on order in the last bits: merge in a fixed order.
class WeightedCounts {
 public:
  void add(std::size_t value, double weight);
  void merge(const WeightedCounts& other);

  /// Values drawn.
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// One more than the greatest value drawn.
  [[nodiscard]] std::size_t size() const { return cells_.size(); }
  [[nodiscard]] std::int64_t count_at_least(std::size_t value) const;

  /// Mean of the weights, to be about 1, and their effective size.
  [[nodiscard]] WeightedEstimate mean_weight(double confidence) const;
  /// P(X >= value), the mean of w 1{X >= value}. Its interval is that of its logarithm, exp(ln p +- z s/p), so that it
  /// stays above 0, and ends at 1. Where no value drawn reaches `value` it is [0, `greatest_weight` times Clopper and
  /// Pearson's bound]: the bound is for the law drawn from, of which P is at most that many times.
  [[nodiscard]] WeightedEstimate exceedance(std::size_t value, double confidence, double greatest_weight) const;
  /// Value at risk: the least v with estimated P(X > v) <= 1 - level. 0 < level < 1.
  [[nodiscard]] std::size_t quantile(double level) const;
  /// Conditional value at risk (Rockafellar and Uryasev 2002), v + E[(X - v)+]/(1 - level) at the estimated v, whose
  /// own error counts only in second order.
  [[nodiscard]] WeightedEstimate conditional_value_at_risk(double level, double confidence) const;

 private:
  /// Weights of the draws of one value.
  struct Cell {
    std::int64_t count = 0;
    double sum = 0;
    double squares = 0;
    double largest = 0;

    void merge(const Cell& other);
  };

  [[nodiscard]] Cell at_least(std::size_t value) const;
  /// Of the mean over all draws of a term that is the weight for those of the cell and 0 for the others.
  [[nodiscard]] WeightedEstimate mean_of(const Cell& cell, double confidence) const;

  std::vector<Cell> cells_;  ///< by value
  std::int64_t count_ = 0;
};

}  // namespace convoyrisk::stats
