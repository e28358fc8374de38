#include "experiment/summary/block.hpp"

#include <algorithm>
#include <iterator>

#include "base/checked_sum.hpp"

namespace convoyrisk::experiment {
namespace {

void add_days(std::vector<model::DayCounts>& sum, const std::vector<model::DayCounts>& added) {
  sum.resize(std::max(sum.size(), added.size()));
  for (std::size_t i = 0; i < added.size(); ++i) {
    sum[i].attacks = checked_sum(sum[i].attacks, added[i].attacks);
    sum[i].killed = checked_sum(sum[i].killed, added[i].killed);
  }
}

}  // namespace

std::optional<std::size_t> tail_index(model::Outcome outcome) {
  const auto* const found = std::ranges::find(tail_outcomes, outcome);
  return found == tail_outcomes.end() ? std::nullopt : std::optional<std::size_t>(found - tail_outcomes.begin());
}

void LegSums::add(const model::LegCounts& counts) {
  segments_passed.add(counts.segments_passed);
  stagings.add(counts.stagings);
  attacks.add(counts.attacks);
  killed.add(counts.killed);
}

void LegSums::merge(const LegSums& other) {
  segments_passed.merge(other.segments_passed);
  stagings.merge(other.stagings);
  attacks.merge(other.attacks);
  killed.merge(other.killed);
}

void ConvoySums::add(const model::ConvoyCounts& counts) {
  trips.add(counts.trips);
  attacks.add(counts.attacks);
  deadly_attacks.add(counts.deadly_attacks);
  killed.add(counts.killed);
  delivered.add(counts.delivered);
}

void ConvoySums::merge(const ConvoySums& other) {
  trips.merge(other.trips);
  attacks.merge(other.attacks);
  deadly_attacks.merge(other.deadly_attacks);
  killed.merge(other.killed);
  delivered.merge(other.delivered);
}

void PolicyTotals::add(const model::ReplicationResult& result, bool keep_values) {
  legs.resize(result.legs.size());
  for (std::size_t i = 0; i < legs.size(); ++i) {
    legs[i].add(result.legs[i]);
  }
  convoys.resize(result.convoys.size());
  for (std::size_t i = 0; i < convoys.size(); ++i) {
    convoys[i].add(result.convoys[i]);
  }
  add_days(days, result.days);
  add_vector(severity, result.severity);
  if (keep_values) {
    values.push_back(result.outcomes.values());
  }
}

void PolicyTotals::merge(PolicyTotals&& following) {
  legs.resize(std::max(legs.size(), following.legs.size()));
  for (std::size_t i = 0; i < following.legs.size(); ++i) {
    legs[i].merge(following.legs[i]);
  }
  convoys.resize(std::max(convoys.size(), following.convoys.size()));
  for (std::size_t i = 0; i < following.convoys.size(); ++i) {
    convoys[i].merge(following.convoys[i]);
  }
  add_days(days, following.days);
  severity.resize(std::max(severity.size(), following.severity.size()));
  for (std::size_t n = 0; n < following.severity.size(); ++n) {
    severity[n] = checked_sum(severity[n], following.severity[n]);
  }
  values.insert(values.end(), following.values.begin(), following.values.end());
  events.insert(events.end(), following.events.begin(), following.events.end());
}

void PolicySums::add(const model::ReplicationResult& result) {
  for (std::size_t i = 0; i < tail_outcomes.size(); ++i) {
    tails[i].add(static_cast<std::int64_t>(result.outcomes[tail_outcomes[i]]));
  }
  add_vector(severity_conditional, result.severity_conditional);
  convoys_conditional.resize(result.convoys.size());
  for (std::size_t i = 0; i < result.convoys.size(); ++i) {
    convoys_conditional[i].add(result.convoys[i].killed_conditional);
  }
}

void PointSums::add(std::span<const model::ReplicationResult> results, std::vector<double>& scratch) {
  moments.add(results, scratch);
  const std::size_t pairs = OutcomeMoments::pair_count(results.size());
  deadly_together.resize(death_thresholds.size() * pairs);
  auto together = deadly_together.begin();
  for (const int dead : death_thresholds) {
    const auto deadly = [&](std::size_t i) { return results[i].outcomes[model::Outcome::killed_total] >= dead; };
    for (std::size_t q = 0; q < results.size(); ++q) {
      for (std::size_t p = 0; p <= q; ++p) {
        *together++ += deadly(p) && deadly(q) ? 1 : 0;
      }
    }
  }
}

}  // namespace convoyrisk::experiment
