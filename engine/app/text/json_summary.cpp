#include "app/text/json_summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <numeric>

#include "api/verdict_words.hpp"
#include "random/scrambling.hpp"

namespace convoyrisk::app {
namespace {

using experiment::PointSummary;
using experiment::Summary;
using Json = nlohmann::ordered_json;

template <class Sums>
Json sums_json(const Sums& sums, std::int64_t replications, double unit = 1) {
  return {
      {"mean", sums.mean(replications) * unit}, {"se", sums.standard_error(replications) * unit}, {"n", replications}};
}

Json legs_json(const spec::Network& network, const experiment::Results& results, std::size_t point,
               std::size_t policy) {
  const std::int64_t n = results.replications;
  const experiment::PolicyTotals& totals = results.totals_of(point, policy);
  Json legs = Json::object();
  for (std::size_t i = 0; i < totals.legs.size(); ++i) {
    const experiment::LegSums& sums = totals.legs[i];
    legs[network.roads[i].name] = {{"convoy_km", sums_json(sums.segments_passed, n, results.segment_km[point][i])},
                                   {"stagings", sums_json(sums.stagings, n)},
                                   {"attacks", sums_json(sums.attacks, n)},
                                   {"killed", sums_json(sums.killed, n)}};
  }
  return legs;
}

Json convoys_json(const std::vector<spec::Convoy>& convoys, const experiment::Results& results, std::size_t point,
                  std::size_t policy) {
  const std::int64_t n = results.replications;
  const experiment::PolicyTotals& totals = results.totals_of(point, policy);
  const std::vector<stats::RealSums> conditional = results.convoys_conditional(point, policy);
  Json json = Json::object();
  for (std::size_t i = 0; i < totals.convoys.size(); ++i) {
    const experiment::ConvoySums& sums = totals.convoys[i];
    json[convoys[i].name] = {{"trips", sums_json(sums.trips, n)},
                             {"attacks", sums_json(sums.attacks, n)},
                             {"killed", sums_json(sums.killed, n)},
                             {"killed_conditional", sums_json(conditional[i], n)},
                             {"delivered", sums_json(sums.delivered, n)}};
  }
  return json;
}

Json severity_json(const experiment::Results& results, std::size_t point, std::size_t policy, bool law) {
  const std::vector<std::int64_t>& counted = results.totals_of(point, policy).severity;
  std::vector<std::size_t> dead(counted.size());
  std::iota(dead.begin(), dead.end(), std::size_t{0});
  Json severity{{"n", dead}, {"counted", counted}};
  if (law) {
    std::vector<double> conditional = results.severity_conditional(point, policy);
    conditional.resize(counted.size());
    severity["conditional"] = conditional;
  }
  return severity;
}

Json estimate_json(const experiment::OutcomeSummary& outcome) {
  const stats::Estimate& estimate = outcome.estimate;
  return {{"mean", estimate.mean},
          {"se", estimate.standard_error},
          {"low", estimate.interval.low},
          {"high", estimate.interval.high},
          {"control_coefficient", outcome.control_coefficient}};
}

Json tail_json(const experiment::TailDifference& tail) {
  return {{"difference", tail.difference}, {"low", tail.interval.low}, {"high", tail.interval.high}};
}

/// How bad outcomes differ from the baseline's: chances by deaths, means of the worst by outcome and level.
Json tails_json(const experiment::TailDifferences& tails) {
  Json chances = Json::object();
  for (std::size_t i = 0; i < tails.chances.size(); ++i) {
    chances[std::to_string(experiment::death_thresholds[i])] = tail_json(tails.chances[i]);
  }
  Json cvars = Json::object();
  for (std::size_t i = 0; i < tails.cvars.size(); ++i) {
    const model::Outcome outcome = experiment::tail_outcomes[i / experiment::tail_levels.size()];
    Json& levels = cvars[std::string(model::outcome_infos()[static_cast<std::size_t>(outcome)].name)];
    levels[fmt::format("{}", experiment::tail_levels[i % experiment::tail_levels.size()])] = tail_json(tails.cvars[i]);
  }
  return {{"chance", chances}, {"cvar", cvars}};
}

/// What is supported by the first outcome asked for, and what a death averted costs.
Json verdict_json(const Summary& summary, const PointSummary& point) {
  const experiment::Choice& choice = point.choices.front();
  Json policies = Json::object();
  for (std::size_t i = 0; i < point.policies.size(); ++i) {
    const experiment::Standing& standing = choice.policies[i];
    Json entry{{"side", experiment::name_of(standing.side)},
               {"low", standing.against_baseline.low},
               {"high", standing.against_baseline.high},
               {"probability_best", standing.probability_best},
               {"best", choice.winner == i}};
    if (const std::optional<experiment::Payment>& payment = point.payments[i]) {
      const stats::CostPerDeathAverted& cost = payment->cost;
      entry["position"] = name_of(cost.position);
      if (cost.ratio) {
        entry["cost_per_death_averted"] = {
            {"ratio", *cost.ratio}, {"low", cost.set->bounds.low}, {"high", cost.set->bounds.high}};
      }
    }
    policies[point.policies[i].name] = entry;
  }
  return {{"of", model::outcome_infos()[static_cast<std::size_t>(choice.outcome)].name},
          {"margin", choice.margin},
          {"words", api::verdict_words(summary, point, choice)},
          {"policies", policies}};
}

Json comparison_json(const Summary& summary, const PointSummary& point) {
  Json policies = Json::object();
  Json tails = Json::object();
  for (std::size_t policy = 0; policy < point.policies.size(); ++policy) {
    const experiment::PairSummary& pair = point.pair(policy, 0);
    Json outcomes = Json::object();
    for (const model::OutcomeInfo& info : model::outcome_infos()) {
      const auto i = static_cast<std::size_t>(info.outcome);
      Json entry = estimate_json(pair.difference[i]);
      entry["correlation"] = pair.correlation[i];
      entry["variance_reduction"] = pair.variance_reduction[i];
      outcomes[std::string(info.name)] = entry;
    }
    policies[point.policies[policy].name] = outcomes;
    tails[point.policies[policy].name] = tails_json(pair.tails);
  }
  return {{"baseline", point.policies.front().name},
          {"confidence", summary.question.confidence},
          {"difference", policies},
          {"tails", tails},
          {"verdict", verdict_json(summary, point)}};
}

Json policies_json(const spec::Scenario& scenario, const experiment::Results& results, const Summary& summary,
                   std::size_t point, bool law) {
  const std::int64_t units =
      summary.draws > 0 ? static_cast<std::int64_t>(random::independent_parts(static_cast<std::size_t>(summary.draws)))
                        : results.replications;
  Json policies = Json::object();
  for (std::size_t i = 0; i < results.policies(); ++i) {
    Json outcomes = Json::object();
    for (const model::OutcomeInfo& info : model::outcome_infos()) {
      const experiment::OutcomeSummary& outcome =
          summary.points[point].policies[i].outcomes[static_cast<std::size_t>(info.outcome)];
      outcomes[std::string(info.name)] = {{"mean", outcome.plain_mean},
                                          {"se", outcome.plain_standard_error},
                                          {"variance", outcome.plain_variance},
                                          {"n", units}};
    }
    policies[results.policy_names[i]] = {{"outcomes", outcomes},
                                         {"legs", legs_json(scenario.network, results, point, i)},
                                         {"convoys", convoys_json(scenario.convoys, results, point, i)},
                                         {"severity", severity_json(results, point, i, law)}};
  }
  return policies;
}

}  // namespace

std::string json_summary(const std::string& scenario_file, const spec::Scenario& scenario,
                         const experiment::Results& results, const Summary& summary, bool severity_law) {
  Json whole{{"scenario", scenario_file},
             {"seed", summary.seed},
             {"replications", results.replications},
             {"version", CONVOYRISK_VERSION}};
  if (summary.draws > 0) {
    whole["draws"] = summary.draws;
  }
  const auto add_point = [&](Json& target, std::size_t point) {
    target["policies"] = policies_json(scenario, results, summary, point, severity_law);
    target["comparison"] = comparison_json(summary, summary.points[point]);
  };
  if (results.points() == 1) {
    add_point(whole, 0);
  } else {
    for (std::size_t point = 0; point < results.points(); ++point) {
      Json& entry = whole["points"].emplace_back();
      entry["point"] = summary.heading.points[point];
      add_point(entry, point);
    }
  }
  return whole.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace convoyrisk::app
