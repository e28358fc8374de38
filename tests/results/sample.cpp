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
  scenario.policies.resize(2);
  scenario.policies[0].name = "no escort";
  scenario.policies[1].name = "escort";
  scenario.costs.currency = "USD";
  return scenario;
}

model::ReplicationResult sample_replication(std::int64_t replication, std::int64_t policy) {
  model::ReplicationResult result;
  result.reset(3, 2, 6);
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    const auto value =
        static_cast<double>((7 * replication + 3 * static_cast<std::int64_t>(info.outcome) + 5 * policy) % 11);
    result.outcomes[info.outcome] = info.is_count ? value : value / 8;
  }
  for (std::int64_t leg = 0; leg < 3; ++leg) {
    result.legs[static_cast<std::size_t>(leg)] = {replication % 3 + leg, leg, 1, policy == 0 ? replication % 2 : 0};
  }
  result.days[1] = {replication % 2, replication % 4};
  result.severity[static_cast<std::size_t>(replication % 4)] = 1;
  result.severity_conditional[2] = 0.1;
  return result;
}

}  // namespace

Sample::Sample(std::int64_t replications) : scenario(sample_scenario()) {
  results.policy_names = {"no escort", "escort"};
  results.segment_km = {5, 5, 6.5};
  results.replications = replications;
  results.policies.resize(2);
  results.against_baseline.resize(2);
  for (std::int64_t replication = 0; replication < replications; ++replication) {
    const model::ReplicationResult baseline = sample_replication(replication, 0);
    for (std::size_t policy = 0; policy < 2; ++policy) {
      const model::ReplicationResult result = sample_replication(replication, static_cast<std::int64_t>(policy));
      results.policies[policy].add(result);
      results.against_baseline[policy].add(baseline.outcomes, result.outcomes);
    }
  }
  summary = experiment::summarise(scenario, results, seed);
}

}  // namespace convoyrisk::tests
