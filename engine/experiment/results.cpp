#include "experiment/results.hpp"

#include <algorithm>

namespace convoyrisk::experiment {
namespace {

template <class Value>
void add_vector(std::vector<Value>& sum, const std::vector<Value>& added) {
  if (sum.size() < added.size()) {
    sum.resize(added.size());
  }
  for (std::size_t i = 0; i < added.size(); ++i) {
    sum[i] += added[i];
  }
}

void add_days(std::vector<model::DayCounts>& sum, const std::vector<model::DayCounts>& added) {
  sum.resize(std::max(sum.size(), added.size()));
  for (std::size_t i = 0; i < added.size(); ++i) {
    sum[i].attacks += added[i].attacks;
    sum[i].killed += added[i].killed;
  }
}

}  // namespace

std::size_t controlled_index(model::Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::find(controlled_outcomes, outcome) - controlled_outcomes.begin());
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

void PolicyResults::add(const model::ReplicationResult& result) {
  const auto& values_now = result.outcomes.values();
  for (std::size_t i = 0; i < values_now.size(); ++i) {
    outcomes[i].add(values_now[i]);
  }
  for (std::size_t i = 0; i < controlled.size(); ++i) {
    const double conditional = result.outcomes[*model::conditional_of(controlled_outcomes[i])];
    controlled[i].add(result.outcomes[controlled_outcomes[i]], conditional);
  }
  legs.resize(result.legs.size());
  for (std::size_t i = 0; i < legs.size(); ++i) {
    legs[i].add(result.legs[i]);
  }
  add_days(days, result.days);
  add_vector(severity, result.severity);
  add_vector(severity_conditional, result.severity_conditional);
  const auto total = static_cast<std::size_t>(result.outcomes[model::Outcome::killed_total]);
  total_killed.resize(std::max(total_killed.size(), total + 1));
  ++total_killed[total];
  values.push_back(values_now);
}

void PolicyResults::merge(PolicyResults&& other) {
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i].merge(other.outcomes[i]);
  }
  for (std::size_t i = 0; i < controlled.size(); ++i) {
    controlled[i].merge(other.controlled[i]);
  }
  legs.resize(std::max(legs.size(), other.legs.size()));
  for (std::size_t i = 0; i < other.legs.size(); ++i) {
    legs[i].merge(other.legs[i]);
  }
  add_days(days, other.days);
  add_vector(severity, other.severity);
  add_vector(severity_conditional, other.severity_conditional);
  add_vector(total_killed, other.total_killed);
  values.insert(values.end(), other.values.begin(), other.values.end());
}

void PairedResults::add(const model::OutcomeValues& baseline, const model::OutcomeValues& policy) {
  for (std::size_t i = 0; i < difference.size(); ++i) {
    difference[i].add(policy.values()[i] - baseline.values()[i]);
    together[i].add(baseline.values()[i], policy.values()[i]);
  }
  for (std::size_t i = 0; i < controlled.size(); ++i) {
    const model::Outcome count = controlled_outcomes[i];
    const model::Outcome conditional = *model::conditional_of(count);
    controlled[i].add(policy[count] - baseline[count], policy[conditional] - baseline[conditional]);
  }
}

void PairedResults::merge(const PairedResults& other) {
  for (std::size_t i = 0; i < difference.size(); ++i) {
    difference[i].merge(other.difference[i]);
    together[i].merge(other.together[i]);
  }
  for (std::size_t i = 0; i < controlled.size(); ++i) {
    controlled[i].merge(other.controlled[i]);
  }
}

void Results::merge(Results&& following) {
  if (policies.empty()) {
    *this = std::move(following);
    return;
  }
  replications += following.replications;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    policies[i].merge(std::move(following.policies[i]));
    against_baseline[i].merge(following.against_baseline[i]);
  }
}

}  // namespace convoyrisk::experiment
