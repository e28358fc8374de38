#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/histogram.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::experiment {

/// Bootstrap over blocks (Efron 1979; of groups of values, Davison and Hinkley 1997, 3.8), for what has no simple
/// standard error. A resample takes as many groups as there are, with replacement; a group is so many blocks in a row
/// that at most `most_groups` remain, which keeps the cost level. Drawn once, with keys (seed, resample): all policies
/// and outcomes of a run share their resamples.
class BlockBootstrap {
 public:
  static constexpr std::size_t resamples = 1000;
  static constexpr std::size_t most_groups = 200;
  /// Below so many groups resamples vary too little, and intervals are endless.
  static constexpr std::size_t least_groups = 20;

  BlockBootstrap(std::size_t blocks, std::uint64_t seed);

  /// Interval for stats::cvar of the blocks' values together, one histogram a block: the central percentiles of the
  /// resamples. 0 <= level < 1.
  [[nodiscard]] stats::Interval cvar(std::span<const stats::Histogram* const> blocks, double level,
                                     double confidence) const;
  /// stats::cvar by resample; empty where there are too few groups.
  [[nodiscard]] std::vector<double> cvars(std::span<const stats::Histogram* const> blocks, double level) const;

  /// Central percentiles of a number by resample; endless where there is none.
  [[nodiscard]] static stats::Interval percentiles(std::vector<double> resampled, double confidence);

  /// Interval for the difference of a number of two policies, given that number by resample: Student's with the
  /// standard error that the resamples show (Davison and Hinkley 1997, 5.2), for intervals that are to hold for many
  /// pairs together want percentiles beyond the last of 1,000.
  [[nodiscard]] stats::Interval difference(double difference, std::span<const double> first,
                                           std::span<const double> second, double confidence) const;

  [[nodiscard]] std::size_t groups() const { return groups_; }

 private:
  std::size_t blocks_;
  std::size_t blocks_per_group_;
  std::size_t groups_;
  std::vector<std::int64_t> weights_;  ///< by resample, then group: how often it was taken
};

}  // namespace convoyrisk::experiment
