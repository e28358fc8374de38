#include "results/columns.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace convoyrisk::results {
namespace {

using experiment::DeathChance;
using experiment::LegSums;
using experiment::OutcomeSummary;
using experiment::PairSummary;

constexpr const char* of_outcome = "outcome_units";
constexpr const char* of_outcome_squared = "outcome_units^2";

constexpr std::array columns{
    OutcomeColumn{"mean", "difference", of_outcome, "{} per horizon, best estimate of its expectation",
                  [](const OutcomeSummary& row) { return row.estimate.mean; }},
    OutcomeColumn{"standard_error", "standard_error", of_outcome, "standard error of {}",
                  [](const OutcomeSummary& row) { return row.estimate.standard_error; }},
    OutcomeColumn{"low", "low", of_outcome, "lower bound of the interval of confidence of {}",
                  [](const OutcomeSummary& row) { return row.estimate.interval.low; }},
    OutcomeColumn{"high", "high", of_outcome, "upper bound of the interval of confidence of {}",
                  [](const OutcomeSummary& row) { return row.estimate.interval.high; }},
    OutcomeColumn{"plain_mean", "plain_difference", of_outcome, "{} over replications, without a control variate",
                  [](const OutcomeSummary& row) { return row.plain_mean; }},
    OutcomeColumn{"plain_standard_error", "plain_standard_error", of_outcome, "standard error of plain_{}",
                  [](const OutcomeSummary& row) { return row.plain_standard_error; }},
    OutcomeColumn{"plain_variance", "plain_variance", of_outcome_squared,
                  "sample variance between replications of what plain_{} is the mean of",
                  [](const OutcomeSummary& row) { return row.plain_variance; }},
    OutcomeColumn{"control_coefficient", "control_coefficient", "1",
                  "weight in {} of the count minus its conditional expectation",
                  [](const OutcomeSummary& row) { return row.control_coefficient; }},
    OutcomeColumn{"variance_conditional", "variance_conditional", of_outcome_squared,
                  "sample variance of the conditional expectation",
                  [](const OutcomeSummary& row) { return row.variance_conditional; }},
    OutcomeColumn{"variance_controlled", "variance_controlled", of_outcome_squared,
                  "sample variance of what {} is the mean of",
                  [](const OutcomeSummary& row) { return row.variance_controlled; }},
    OutcomeColumn{"z_score", "z_score", "1", "count minus conditional expectation: mean over standard error",
                  [](const OutcomeSummary& row) { return row.z_score; }},
};

constexpr std::array pairs{
    PairColumn{"correlation", "1", "correlation of the two policies' replications", &PairSummary::correlation},
    PairColumn{"variance_reduction", "1",
               "variance of the difference of two independent plain counts over that of the paired estimate",
               &PairSummary::variance_reduction},
};

constexpr std::array chances{
    ChanceColumn{"chance", "share of replications with at least threshold killed in all",
                 [](const DeathChance& row) { return row.probability; }},
    ChanceColumn{"chance_low", "lower bound of the interval of confidence of chance (Clopper-Pearson)",
                 [](const DeathChance& row) { return row.interval.low; }},
    ChanceColumn{"chance_high", "upper bound of the interval of confidence of chance (Clopper-Pearson)",
                 [](const DeathChance& row) { return row.interval.high; }},
};

constexpr std::array counts{
    LegCount{"segments_passed", "1", "midpoints of segments passed by convoys", &LegSums::segments_passed},
    LegCount{"stagings", "1", "cells that became staged", &LegSums::stagings},
    LegCount{"attacks", "1", "attacks on convoys", &LegSums::attacks},
    LegCount{"killed", "person", "workers killed", &LegSums::killed},
};

}  // namespace

std::span<const OutcomeColumn> outcome_columns() { return columns; }
std::span<const PairColumn> pair_columns() { return pairs; }
std::span<const ChanceColumn> chance_columns() { return chances; }

std::span<const LegCount> leg_counts() { return counts; }

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
