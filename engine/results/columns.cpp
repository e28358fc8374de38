#include "results/columns.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace convoyrisk::results {
namespace {

using experiment::DeathChance;
using experiment::OutcomeSummary;
using experiment::PolicySummary;

constexpr const char* of_outcome = "outcome_units";
constexpr const char* of_outcome_squared = "outcome_units^2";

constexpr std::array columns{
    OutcomeColumn{"mean", "difference", of_outcome, "{} per horizon, best estimate of its expectation",
                  [](OutcomeSummary& row) -> double& { return row.estimate.mean; }},
    OutcomeColumn{"standard_error", "standard_error", of_outcome, "standard error of {}",
                  [](OutcomeSummary& row) -> double& { return row.estimate.standard_error; }},
    OutcomeColumn{"low", "low", of_outcome, "lower bound of the interval of confidence of {}",
                  [](OutcomeSummary& row) -> double& { return row.estimate.interval.low; }},
    OutcomeColumn{"high", "high", of_outcome, "upper bound of the interval of confidence of {}",
                  [](OutcomeSummary& row) -> double& { return row.estimate.interval.high; }},
    OutcomeColumn{"plain_mean", "plain_difference", of_outcome, "{} over replications, without a control variate",
                  [](OutcomeSummary& row) -> double& { return row.plain_mean; }},
    OutcomeColumn{"plain_standard_error", "plain_standard_error", of_outcome, "standard error of plain_{}",
                  [](OutcomeSummary& row) -> double& { return row.plain_standard_error; }},
    OutcomeColumn{"plain_variance", "plain_variance", of_outcome_squared,
                  "sample variance between replications of what plain_{} is the mean of",
                  [](OutcomeSummary& row) -> double& { return row.plain_variance; }},
    OutcomeColumn{"control_coefficient", "control_coefficient", "1",
                  "weight in {} of the count minus its conditional expectation",
                  [](OutcomeSummary& row) -> double& { return row.control_coefficient; }},
    OutcomeColumn{"variance_conditional", "variance_conditional", of_outcome_squared,
                  "sample variance of the conditional expectation",
                  [](OutcomeSummary& row) -> double& { return row.variance_conditional; }},
    OutcomeColumn{"variance_controlled", "variance_controlled", of_outcome_squared,
                  "sample variance of what {} is the mean of",
                  [](OutcomeSummary& row) -> double& { return row.variance_controlled; }},
    OutcomeColumn{"z_score", "z_score", "1", "count minus conditional expectation: mean over standard error",
                  [](OutcomeSummary& row) -> double& { return row.z_score; }},
};

constexpr std::array pairs{
    PairColumn{"correlation", "1", "correlation of the policy's and the baseline's replications",
               &PolicySummary::correlation},
    PairColumn{"variance_reduction", "1",
               "variance of the difference of two independent plain counts over that of the paired estimate",
               &PolicySummary::variance_reduction},
};

constexpr std::array chances{
    ChanceColumn{"chance", "share of replications with at least threshold killed in all",
                 [](DeathChance& row) -> double& { return row.probability; }},
    ChanceColumn{"chance_low", "lower bound of the interval of confidence of chance (Clopper-Pearson)",
                 [](DeathChance& row) -> double& { return row.interval.low; }},
    ChanceColumn{"chance_high", "upper bound of the interval of confidence of chance (Clopper-Pearson)",
                 [](DeathChance& row) -> double& { return row.interval.high; }},
};

}  // namespace

std::span<const OutcomeColumn> outcome_columns() { return columns; }
std::span<const PairColumn> pair_columns() { return pairs; }
std::span<const ChanceColumn> chance_columns() { return chances; }

std::vector<std::string> outcome_names() {
  std::vector<std::string> names;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    names.emplace_back(info.name);
  }
  return names;
}

std::string to_list(const std::vector<std::string>& names) {
  return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace convoyrisk::results
