#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "experiment/summary/kept_events.hpp"
#include "experiment/summary/outcome_moments.hpp"
#include "model/history/outcome.hpp"
#include "stats/count_sums.hpp"
#include "stats/histogram.hpp"
#include "stats/real_sums.hpp"

namespace convoyrisk::experiment {

/// Counts of which whole histograms are kept, for quantiles and chances.
inline constexpr std::array tail_outcomes{model::Outcome::attacks,     model::Outcome::killed,
                                          model::Outcome::injured,     model::Outcome::escort_killed,
                                          model::Outcome::site_killed, model::Outcome::flown_killed,
                                          model::Outcome::killed_total};
/// Deaths for which chances are given.
inline constexpr std::array death_thresholds{1, 5, 10};
/// Place of an outcome in that list; none where it is not there.
[[nodiscard]] std::optional<std::size_t> tail_index(model::Outcome outcome);

/// Adds item by item; vectors may end where nothing more happened.
template <class Value>
void add_vector(std::vector<Value>& sum, const std::vector<Value>& added) {
  sum.resize(std::max(sum.size(), added.size()));
  for (std::size_t i = 0; i < added.size(); ++i) {
    sum[i] += added[i];
  }
}

/// Sums over replications of what happened on one leg.
struct LegSums {
  stats::CountSums segments_passed;
  stats::CountSums stagings;
  stats::CountSums attacks;
  stats::CountSums killed;

  void add(const model::LegCounts& counts);
  void merge(const LegSums& other);
};

/// Sums over replications of what happened to one convoy's trips.
struct ConvoySums {
  stats::CountSums trips;
  stats::CountSums attacks;
  stats::CountSums deadly_attacks;
  stats::CountSums killed;
  stats::CountSums delivered;

  void add(const model::ConvoyCounts& counts);
  void merge(const ConvoySums& other);
};

/// What is whole numbers and may be summed in any order, or is kept one replication after the other.
struct PolicyTotals {
  std::vector<LegSums> legs;           ///< by RoadId
  std::vector<model::DayCounts> days;  ///< sums by day
  std::vector<ConvoySums> convoys;     ///< by ConvoyId; empty where an older file does not tell
  std::vector<std::int64_t> severity;  ///< [n]: attacks with exactly n workers or people at a site killed
  /// Every outcome of every replication, replication by replication; empty unless kept.
  std::vector<std::array<double, model::outcome_count>> values;
  std::vector<KeptEvent> events;  ///< likewise

  void add(const model::ReplicationResult& result, bool keep_values);
  void merge(PolicyTotals&& following);
};

/// One policy at one point of the sweep, as summaries need it block by block.
struct PolicySums {
  std::array<stats::Histogram, tail_outcomes.size()> tails;
  std::vector<double> severity_conditional;  ///< [n]: expected number of attacks with exactly n killed
  /// By ConvoyId: sum over replications of killed_conditional and of its square; empty where an older file does not
  /// tell.
  std::vector<stats::RealSums> convoys_conditional{};

  void add(const model::ReplicationResult& result);
};

struct PointSums {
  OutcomeMoments moments;
  std::vector<PolicySums> policies;
  /// By death threshold and pair of policies (OutcomeMoments::pair_count): replications in which both had at least so
  /// many dead. Empty where an older file does not tell.
  std::vector<std::int64_t> deadly_together{};

  /// One replication under every policy.
  void add(std::span<const model::ReplicationResult> results, std::vector<double>& scratch);
};

/// What is left of some replications that follow each other, of one draw: at most block_size of them.
struct BlockSums {
  std::int64_t replications = 0;
  std::vector<PointSums> points;
};

/// A block as it comes from its thread: with the totals of those replications that are new. A block that continues a
/// shorter one holds the sums of both and the totals of what it adds.
struct Block {
  std::int64_t index = 0;
  std::int64_t added = 0;  ///< replications that are new
  BlockSums sums;
  std::vector<PolicyTotals> totals;  ///< by point, then policy
};

}  // namespace convoyrisk::experiment
