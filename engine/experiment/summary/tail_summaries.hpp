#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "experiment/summary/results.hpp"
#include "stats/intervals.hpp"

/// What a summary says of bad replications, under each policy and between two of them.
namespace convoyrisk::experiment {

/// Levels of quantiles and of the mean beyond them.
inline constexpr std::array tail_levels{0.95, 0.99};

/// Chance of at least so many dead in the whole horizon.
struct DeathChance {
  int dead = 1;
  double probability = 0;
  stats::Interval interval;  ///< Clopper-Pearson; with draws of uncertain parameters Student's over them
};

/// How bad a replication can be, by one outcome.
struct TailSummary {
  std::int64_t quantile = 0;          ///< least x that at least `level` of the replications do not exceed
  stats::Interval quantile_interval;  ///< between order statistics; endless with draws of uncertain parameters
  double cvar = 0;                    ///< mean of the worst 1 - level
  stats::Interval cvar_interval;      ///< Worst::interval; with draws of uncertain parameters between them
};

/// How a number of bad replications differs between two policies on common random numbers.
struct TailDifference {
  double difference = 0;
  stats::Interval interval;
};

struct TailDifferences {
  std::vector<TailDifference> chances;  ///< of DeathChance, by death_thresholds; stats::difference_interval
  std::vector<TailDifference> cvars;  ///< of TailSummary::cvar, by tail outcome, then level; Worst::difference_interval
};

/// Of one policy.
struct PolicyTails {
  std::vector<DeathChance> chances;  ///< by death_thresholds
  std::vector<TailSummary> worst;    ///< by tail outcome, then level
};

/// Of all policies at one point of a sweep.
struct PointTails {
  std::vector<PolicyTails> policies;
  /// By policy, then by the other that is subtracted. Intervals of one number hold for all pairs of policies together.
  std::vector<TailDifferences> pairs;
};

[[nodiscard]] PointTails tails_of(const Plan& plan, const Results& results, std::size_t point, double confidence);

}  // namespace convoyrisk::experiment
