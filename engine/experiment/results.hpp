#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "model/outcome.hpp"
#include "stats/moments.hpp"

namespace convoyrisk::experiment {

/// Replications of one block: the unit of work, of merging and of stopping.
inline constexpr std::int64_t block_size = 256;

/// The counts of deaths that have a conditional expectation, and so a control variate (docs/model.md, 5).
inline constexpr std::array controlled_outcomes{model::Outcome::killed, model::Outcome::site_killed,
                                                model::Outcome::escort_killed, model::Outcome::killed_total};
/// Place of a controlled outcome in that list; its size where the outcome is not controlled.
[[nodiscard]] std::size_t controlled_index(model::Outcome outcome);

/// Sums over replications of what happened on one leg.
struct LegSums {
  stats::CountSums segments_passed;
  stats::CountSums stagings;
  stats::CountSums attacks;
  stats::CountSums killed;

  void add(const model::LegCounts& counts);
  void merge(const LegSums& other);
};

/// All that is known of one policy after some replications.
struct PolicyResults {
  std::array<stats::Moments, model::outcome_count> outcomes;
  std::array<stats::ControlledMoments, controlled_outcomes.size()> controlled;  ///< counts and conditionals
  std::vector<LegSums> legs;                                                    ///< by RoadId
  std::vector<model::DayCounts> days;                                           ///< sums by day
  std::vector<std::int64_t> severity;        ///< [n]: attacks with exactly n workers or people at a site killed
  std::vector<double> severity_conditional;  ///< [n]: expected number of them
  std::vector<std::int64_t> total_killed;    ///< [n]: replications with killed_total == n
  /// Every outcome of every replication, replication by replication; empty unless kept.
  std::vector<std::array<double, model::outcome_count>> values;

  void add(const model::ReplicationResult& result);
  void merge(PolicyResults&& other);
};

/// A policy against the baseline, replication by replication on common random numbers.
struct PairedResults {
  std::array<stats::Moments, model::outcome_count> difference;  ///< policy - baseline
  std::array<stats::ControlledMoments, controlled_outcomes.size()>
      controlled;                                                   ///< differences of counts and of conditionals
  std::array<stats::PairedMoments, model::outcome_count> together;  ///< (baseline, policy): for their correlation

  void add(const model::OutcomeValues& baseline, const model::OutcomeValues& policy);
  void merge(const PairedResults& other);
};

/// Results of a range of replications for some policies; policies[0] is the baseline of the comparisons.
struct Results {
  std::vector<std::string> policy_names;
  std::vector<double> segment_km;  ///< by RoadId: length of one of its segments, so that passes become convoy-km
  std::int64_t replications = 0;
  std::vector<PolicyResults> policies;
  std::vector<PairedResults> against_baseline;  ///< by policy; the first is trivial

  /// Merges the results of the following replications.
  void merge(Results&& following);
};

}  // namespace convoyrisk::experiment
