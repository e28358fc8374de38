#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/results.hpp"
#include "model/world.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::experiment {

/// Mean of one outcome under one policy. Deaths that have a conditional expectation are estimated with it (see
/// stats::ControlledEstimate), all else by the plain mean.
struct OutcomeSummary {
  stats::Estimate estimate;  ///< per horizon
  double plain_mean = 0;
  double plain_standard_error = 0;
  double plain_variance = 0;
  /// Only for controlled outcomes; else b is 1, the variances are the plain one and the z-score is 0.
  double control_coefficient = 1;
  double variance_conditional = 0;
  double variance_controlled = 0;
  double z_score = 0;
};

/// Chance of at least so many dead in the whole horizon.
struct DeathChance {
  int dead = 1;
  double probability = 0;
  stats::Interval interval;  ///< Clopper-Pearson
};

struct PolicySummary {
  std::string name;
  std::vector<OutcomeSummary> outcomes;  ///< by Outcome
  /// Policy minus baseline, paired; for the baseline all zero.
  std::vector<OutcomeSummary> difference;
  std::vector<double> correlation;  ///< by Outcome: with the baseline's replications
  /// By Outcome: variance of the difference of two independent plain counts over that of the paired estimate used.
  std::vector<double> variance_reduction;
  std::vector<DeathChance> chances;
};

/// What the comparison table says, and all it is made from: computed from a run or read back from its file.
struct Summary {
  std::string title;
  std::string currency;
  double horizon_h = 0;
  std::int64_t replications = 0;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  bool complete = true;                 ///< false if the run was ended before all its replications were done
  std::vector<PolicySummary> policies;  ///< the first is the baseline
};

/// Deaths for which chances are given.
inline constexpr std::array death_thresholds{1, 10};

[[nodiscard]] Summary summarise(const spec::Scenario& scenario, const Results& results, std::uint64_t seed,
                                double confidence = 0.95);

}  // namespace convoyrisk::experiment
