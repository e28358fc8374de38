#include "results/sample.hpp"

namespace convoyrisk::tests {
namespace {

spec::Scenario sample_scenario() {
  spec::Scenario scenario;
  scenario.title = "Täler & Pässe";
  scenario.start = {2024, 2, 29, 6 * 3600, 3};
  scenario.horizon_h = 48;
  scenario.network.nodes = {{"camp", 34.5, 73.25}, {"bridge", 34.75, 73.5}, {"Übergang", 35, 73.75}};
  scenario.network.zones = {"plain", ""};
  scenario.network.roads = {{"lower", NodeId(0), NodeId(1), 25, 50, ZoneId(0)},
                            {"upper", NodeId(1), NodeId(2), 20, 40, ZoneId(1)},
                            {"direct", NodeId(0), NodeId(2), 60, 40, ZoneId(0)}};
  scenario.convoys.resize(2);
  scenario.convoys[0].name = "shift";
  scenario.convoys[1].name = "rotation";
  scenario.policies.resize(2);
  scenario.policies[0].name = "no escort";
  scenario.policies[1].name = "escort";
  scenario.costs.currency = "USD";
  return scenario;
}

model::ReplicationResult sample_replication(std::int64_t replication, std::int64_t policy) {
  model::ReplicationResult result;
  result.reset(3, 2, 6, 2);
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    const auto value =
        static_cast<double>((7 * replication + 3 * static_cast<std::int64_t>(info.outcome) + 5 * policy) % 11);
    result.outcomes[info.outcome] = info.is_count ? value : value / 8;
  }
  for (std::int64_t leg = 0; leg < 3; ++leg) {
    result.legs[static_cast<std::size_t>(leg)] = {replication % 3 + leg, leg, 1, policy == 0 ? replication % 2 : 0};
  }
  for (std::int64_t convoy = 0; convoy < 2; ++convoy) {
    result.convoys[static_cast<std::size_t>(convoy)] = {2 + convoy,           replication % 3,
                                                        replication % 3 / 2,  convoy * (replication % 2),
                                                        10 * replication % 7, static_cast<double>(replication) / 8};
  }
  result.days[1] = {replication % 2, replication % 4};
  result.severity[static_cast<std::size_t>(replication % 4)] = 1;
  result.severity_conditional[2] = 0.1;
  return result;
}

}  // namespace

Sample::Sample(std::int64_t replications) : scenario(sample_scenario()) {
  plan.policies = {PolicyId(0), PolicyId(1)};
  plan.seed = 18446744073709551557U;
  plan.replications = replications;
  results.policy_names = {"no escort", "escort"};
  results.segment_km = {{5, 5, 6.5}};
  results.convoys = 2;
  std::vector<double> scratch;
  for (std::int64_t index = 0; index < plan.block_count(); ++index) {
    const experiment::Plan::Range range = plan.range(index);
    experiment::Block block;
    block.index = index;
    block.added = range.end - range.first;
    block.sums.replications = block.added;
    block.sums.points = {{experiment::OutcomeMoments(2), std::vector<experiment::PolicySums>(2)}};
    block.totals.resize(2);
    for (std::int64_t replication = range.first; replication < range.end; ++replication) {
      const std::array policies{sample_replication(replication, 0), sample_replication(replication, 1)};
      block.sums.points[0].add(policies, scratch);
      for (std::size_t policy = 0; policy < 2; ++policy) {
        block.sums.points[0].policies[policy].add(policies[policy]);
        block.totals[policy].add(policies[policy], true);
      }
    }
    results.append(std::move(block));
  }
  heading = {scenario.title, scenario.costs.currency, scenario.horizon_h, {""}, true};
  summarise();
}

void Sample::summarise() { summary = experiment::summarise(heading, plan, results); }

void Sample::keep_events() {
  scenario.run.keep.events = true;
  for (std::int64_t replication = 0; replication < results.replications; replication += 2) {
    const auto number = static_cast<std::int32_t>(replication % 5);
    const experiment::KeptEvent event{replication, number, number % 2, number, number % 3, -1, 0, -1, number, 1, 2, 3};
    results.totals[0].events.push_back(event);
    results.totals[0].events.push_back({.replication = replication, .day = 1, .site = 4, .group = number});
    results.totals[1].events.push_back(event);
  }
}

}  // namespace convoyrisk::tests
