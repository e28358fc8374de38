#pragma once

#include <cstdint>
#include <vector>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// Exact counts of whole numbers, of which few are distinct, however large. Merging gives the same in any order.
class Histogram {
 public:
  struct Entry {
    std::int64_t value = 0;
    std::int64_t count = 0;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  void add(std::int64_t value, std::int64_t count = 1);
  void merge(const Histogram& other);

  /// Of all values.
  [[nodiscard]] std::int64_t count() const;
  [[nodiscard]] std::int64_t count_of(std::int64_t value) const;
  /// Of values not below this one: with value N, a point of an F-N curve times the number of replications.
  [[nodiscard]] std::int64_t exceedance(std::int64_t value) const;
  /// Distinct values, ascending.
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// Rank, from 1, of the quantile at `level` among so many ordered values: the least k with k/count >= level, where
/// rounding in level * count is forgiven. 0 <= level <= 1, count > 0.
[[nodiscard]] std::int64_t quantile_rank(std::int64_t count, double level);

/// The least x with F(x) >= level (value at risk). The histogram holds something; 0 <= level <= 1.
[[nodiscard]] std::int64_t quantile(const Histogram& histogram, double level);

/// Mean of the worst (1 - level) share: q + E[(X - q)+]/(1 - level) with q the quantile (Rockafellar and Uryasev 2002),
/// which splits the atom at q exactly. Level 0 gives the mean. The histogram holds something; 0 <= level < 1.
[[nodiscard]] double cvar(const Histogram& histogram, double level);

/// Mean of value + (x - value)+/(1 - level) over the values x: cvar, if `value` is the quantile at this level.
[[nodiscard]] double mean_beyond(const Histogram& histogram, std::int64_t value, double level);

/// Interval for the quantile between two order statistics, whose ranks are exact binomial quantiles (Thompson 1936;
/// Conover 1999, 3.2). It covers at least `confidence` for any law and any n of independent values, more where values
/// tie. A side on which no value is extreme enough is endless.
[[nodiscard]] Interval quantile_interval(const Histogram& histogram, double level, double confidence);

}  // namespace convoyrisk::stats
