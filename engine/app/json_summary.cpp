#include "app/json_summary.hpp"

#include <nlohmann/json.hpp>

namespace convoyrisk::app {
namespace {

using Json = nlohmann::ordered_json;

Json leg_json(const stats::CountSums& sums, std::int64_t replications, double unit) {
  return {
      {"mean", sums.mean(replications) * unit}, {"se", sums.standard_error(replications) * unit}, {"n", replications}};
}

Json legs_json(const spec::Network& network, const experiment::Results& results,
               const experiment::PolicyResults& policy) {
  const std::int64_t n = results.replications;
  Json legs = Json::object();
  for (std::size_t i = 0; i < policy.legs.size(); ++i) {
    const experiment::LegSums& sums = policy.legs[i];
    legs[network.roads[i].name] = {{"convoy_km", leg_json(sums.segments_passed, n, results.segment_km[i])},
                                   {"stagings", leg_json(sums.stagings, n, 1)},
                                   {"attacks", leg_json(sums.attacks, n, 1)},
                                   {"killed", leg_json(sums.killed, n, 1)}};
  }
  return legs;
}

Json severity_json(const experiment::PolicyResults& policy) {
  std::vector<std::size_t> dead(policy.severity.size());
  for (std::size_t n = 0; n < dead.size(); ++n) {
    dead[n] = n;
  }
  return {{"n", dead}, {"counted", policy.severity}, {"conditional", policy.severity_conditional}};
}

Json estimate_json(const experiment::OutcomeSummary& outcome) {
  const stats::Estimate& estimate = outcome.estimate;
  return {{"mean", estimate.mean},
          {"se", estimate.standard_error},
          {"low", estimate.interval.low},
          {"high", estimate.interval.high},
          {"control_coefficient", outcome.control_coefficient}};
}

Json comparison_json(const experiment::Summary& summary) {
  Json policies = Json::object();
  for (const experiment::PolicySummary& policy : summary.policies) {
    Json outcomes = Json::object();
    for (const model::OutcomeInfo& info : model::outcome_infos()) {
      const auto i = static_cast<std::size_t>(info.outcome);
      Json entry = estimate_json(policy.difference[i]);
      entry["correlation"] = policy.correlation[i];
      entry["variance_reduction"] = policy.variance_reduction[i];
      outcomes[std::string(info.name)] = entry;
    }
    policies[policy.name] = outcomes;
  }
  return {{"baseline", summary.policies.front().name}, {"confidence", summary.confidence}, {"difference", policies}};
}

}  // namespace

std::string json_summary(const std::string& scenario_file, const spec::Scenario& scenario,
                         const experiment::Results& results, const experiment::Summary& summary) {
  Json policies = Json::object();
  for (std::size_t i = 0; i < results.policies.size(); ++i) {
    const experiment::PolicyResults& policy = results.policies[i];
    Json outcomes = Json::object();
    for (const model::OutcomeInfo& info : model::outcome_infos()) {
      const stats::Moments& moments = policy.outcomes[static_cast<std::size_t>(info.outcome)];
      outcomes[std::string(info.name)] = {{"mean", moments.mean()},
                                          {"se", moments.standard_error()},
                                          {"variance", moments.variance()},
                                          {"n", moments.count()}};
    }
    policies[results.policy_names[i]] = {{"outcomes", outcomes},
                                         {"legs", legs_json(scenario.network, results, policy)},
                                         {"severity", severity_json(policy)}};
  }
  const Json whole{{"scenario", scenario_file},     {"seed", summary.seed}, {"replications", results.replications},
                   {"version", CONVOYRISK_VERSION}, {"policies", policies}, {"comparison", comparison_json(summary)}};
  return whole.dump(1) + "\n";
}

}  // namespace convoyrisk::app
