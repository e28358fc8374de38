#include "results/tail_file.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/check.hpp"
#include "results/netcdf_file.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

using experiment::PolicyTail;
using stats::WeightedEstimate;

constexpr Description tail_policy{"1", "policy"};

Names policy_names(const experiment::TailResults& results) {
  Names names;
  for (const PolicyTail& policy : results.policies) {
    names.push_back(policy.name);
  }
  return names;
}

/// The variables that every estimate has, over policy and a second axis.
template <class EstimateOf>
void write_estimates(TableWriter& table, const std::string& name, std::string_view long_name, const char* units,
                     const EstimateOf& estimate_of) {
  const auto write = [&](const std::string& column, const Description& description, auto number_of) {
    table.write<double>(column, description,
                        [&](std::size_t policy, std::size_t place) { return number_of(estimate_of(policy, place)); });
  };
  write(name, {units, long_name}, [](const WeightedEstimate& e) { return e.estimate.mean; });
  write("standard_error", {units, "standard error of it"},
        [](const WeightedEstimate& e) { return e.estimate.standard_error; });
  write("low", {units, "lower bound of its interval of confidence"},
        [](const WeightedEstimate& e) { return e.estimate.interval.low; });
  write("high", {units, "upper bound of its interval of confidence"},
        [](const WeightedEstimate& e) { return e.estimate.interval.high; });
  write("effective_sample_size", {"1", "(sum of weights)^2 / sum of squared weights of the replications it rests on"},
        [](const WeightedEstimate& e) { return e.effective_size; });
  write("largest_weight", {"1", "largest of these weights over their sum"},
        [](const WeightedEstimate& e) { return e.largest_share; });
}

void write_exceedance(Group group, const TailRecord& run) {
  const auto& policies = run.results.policies;
  std::vector<std::int64_t> dead(run.results.greatest_total() + 2);
  std::iota(dead.begin(), dead.end(), 0);
  group.coordinate("policy", std::span<const std::string>(policy_names(run.results)), tail_policy);
  group.coordinate("n", std::span<const std::int64_t>(dead), {"person", "killed in all in the horizon"}).close();
  TableWriter table(group, {"policy", "n"}, policies.size(), dead.size());
  write_estimates(table, "exceedance", "probability that n or more are killed in the horizon", "1",
                  [&](std::size_t policy, std::size_t n) { return policies[policy].exceedance(n, run.confidence); });
}

void write_value_at_risk(Group group, const TailRecord& run) {
  const auto& policies = run.results.policies;
  const auto& levels = experiment::risk_levels;
  group.coordinate("policy", std::span<const std::string>(policy_names(run.results)), tail_policy);
  group.coordinate("level", std::span<const double>(levels), {"1", "probability of no more than the value at risk"})
      .close();
  TableWriter table(group, {"policy", "level"}, policies.size(), levels.size());
  table.write<std::int64_t>("value_at_risk",
                            {"person", "least number of killed exceeded with probability 1 - level at most"},
                            [&](std::size_t policy, std::size_t i) {
                              return static_cast<std::int64_t>(policies[policy].killed_total.quantile(levels[i]));
                            });
  write_estimates(table, "conditional_value_at_risk", "mean number of killed in the worst 1 - level of horizons",
                  "person", [&](std::size_t policy, std::size_t i) {
                    return policies[policy].killed_total.conditional_value_at_risk(levels[i], run.confidence);
                  });
}

struct TiltColumn {
  const char* name;
  const char* long_name;
  double model::Tilt::*of;
};
constexpr std::array tilt_columns{
    TiltColumn{"engagement", "added to the log odds of an attack", &model::Tilt::engagement},
    TiltColumn{"background", "logarithm of the factor on the rate of background events", &model::Tilt::background},
    TiltColumn{"severity", "logarithm of the mean of a raised severity", &model::Tilt::severity},
    TiltColumn{"severe_share", "share of attacks whose severity is raised", &model::Tilt::severe_share},
    TiltColumn{"deaths", "exponential tilt of the dead of an attack", &model::Tilt::deaths},
};

void write_tilts(Group group, const TailRecord& run) {
  const auto& policies = run.results.policies;
  std::vector<model::Tilt> tilts;
  for (const PolicyTail& policy : policies) {
    for (const auto& part : policy.choice.mixture.parts()) {
      if (std::ranges::find(tilts, part.tilt) == tilts.end()) {
        tilts.push_back(part.tilt);
      }
    }
  }
  std::vector<std::int64_t> numbers(tilts.size());
  std::iota(numbers.begin(), numbers.end(), 0);
  std::vector<std::int64_t> chosen_for;
  for (const PolicyTail& policy : policies) {
    chosen_for.push_back(policy.choice.dead);
  }
  group.coordinate("policy", std::span<const std::string>(policy_names(run.results)), tail_policy);
  group.coordinate("tilt", std::span<const std::int64_t>(numbers), {"1", "tilt of the mixture"}).close();
  write_column(group, "chosen_for", "policy", chosen_for, {"person", "n for which the mixture was chosen; 0 for none"});
  for (const TiltColumn& column : tilt_columns) {
    std::vector<double> values;
    for (const model::Tilt& tilt : tilts) {
      values.push_back(tilt.*column.of);
    }
    write_column(group, column.name, "tilt", values, {"1", column.long_name});
  }
  TableWriter table(group, {"policy", "tilt"}, policies.size(), tilts.size());
  table.write<double>("share", {"1", "share of the tilt in the mixture"}, [&](std::size_t policy, std::size_t tilt) {
    const auto& parts = policies[policy].choice.mixture.parts();
    const auto found = std::ranges::find(parts, tilts[tilt], &experiment::TiltMixture::Part::tilt);
    return found == parts.end() ? 0 : found->share;
  });
}

}  // namespace

void write_tail(const std::filesystem::path& file, const TailRecord& run) {
  CONVOYRISK_ASSERT(run.results.replications > 0);
  write_netcdf_file(file, [&run](Group& root) {
    write_origin(root, tail_format_name, 1, run.title);
    root.attribute("seed", run.seed);
    root.attribute("replications", run.results.replications);
    root.attribute("complete", std::int32_t{run.complete});
    root.attribute("confidence", run.confidence);
    write_exceedance(root.group("exceedance"), run);
    write_value_at_risk(root.group("value_at_risk"), run);
    write_tilts(root.group("tilts"), run);
    write_scenario(root.group("scenario"), run.scenario_text, run.resolved_yaml);
  });
}

}  // namespace convoyrisk::results
