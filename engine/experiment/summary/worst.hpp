#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stats/histogram.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::experiment {

/// Mean of the worst share of the values that blocks hold (stats::cvar), and how certain it is. With q the quantile it
/// is the mean of q + (x - q)+/(1 - level) over all values x (Rockafellar and Uryasev 2002), and as q makes this least,
/// its own error counts in second order alone: intervals are those of a mean of skewed values (stats::skewed_estimate).
class Worst {
 public:
  /// Intervals want as many values in the worst share, and as many that are not 0. With fewer they are endless.
  static constexpr std::int64_t least_values = 50;
  /// Those between blocks want as many whole blocks.
  static constexpr std::int64_t least_blocks = 20;

  /// One histogram a block, none of them empty, the first a whole block. 0 <= level < 1.
  Worst(std::span<const stats::Histogram* const> blocks, double level);

  [[nodiscard]] std::int64_t quantile() const { return quantile_; }
  [[nodiscard]] double cvar() const { return cvar_; }

  /// Where values are independent of each other.
  [[nodiscard]] stats::Interval interval(double confidence) const;
  /// Where those of one block need not be, but blocks are: a block is one draw of uncertain parameters.
  [[nodiscard]] stats::Interval interval_between_blocks(double confidence) const;
  /// Of this minus another, from the same blocks on common random numbers.
  [[nodiscard]] stats::Interval difference_interval(const Worst& other, double confidence) const;

 private:
  [[nodiscard]] bool enough() const;

  double level_;
  stats::Histogram all_;
  std::int64_t quantile_ = 0;
  double cvar_ = 0;
  std::vector<double> block_means_;  ///< of whole blocks
};

}  // namespace convoyrisk::experiment
