#include "results/columns.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

namespace convoyrisk::results {
namespace {

using experiment::ChoiceOverDraws;
using experiment::ConvoySums;
using experiment::DeathChance;
using experiment::KeptEvent;
using experiment::LegSums;
using experiment::OutcomeSummary;
using experiment::PairSummary;
using experiment::PointSummary;
using experiment::TailDifference;
using experiment::TailSummary;

constexpr double not_there = std::numeric_limits<double>::quiet_NaN();
constexpr const char* of_outcome = "outcome_units";
constexpr const char* of_outcome_squared = "outcome_units^2";

constexpr std::array outcome_table{
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

constexpr std::array pair_table{
    PairColumn{"correlation", "1", "correlation of the two policies' replications",
               [](const PairSummary& row, std::size_t outcome) { return row.correlation[outcome]; }},
    PairColumn{"variance_reduction", "1",
               "variance of the difference of two independent plain counts over that of the paired estimate",
               [](const PairSummary& row, std::size_t outcome) { return row.variance_reduction[outcome]; }},
    PairColumn{"low_together", of_outcome, "lower bound of an interval of difference that holds for all pairs together",
               [](const PairSummary& row, std::size_t outcome) { return row.simultaneous[outcome].low; }},
    PairColumn{"high_together", of_outcome,
               "upper bound of an interval of difference that holds for all pairs together",
               [](const PairSummary& row, std::size_t outcome) { return row.simultaneous[outcome].high; }},
};

constexpr std::array tail_table{
    TailColumn{"quantile", "least value that at least level of the replications do not exceed",
               [](const TailSummary& row) { return static_cast<double>(row.quantile); }},
    TailColumn{"quantile_low", "lower bound of the interval of confidence of quantile, between order statistics",
               [](const TailSummary& row) { return row.quantile_interval.low; }},
    TailColumn{"quantile_high", "upper bound of the interval of confidence of quantile, between order statistics",
               [](const TailSummary& row) { return row.quantile_interval.high; }},
    TailColumn{"cvar", "mean of the worst 1 - level of the replications",
               [](const TailSummary& row) { return row.cvar; }},
    TailColumn{"cvar_low", "lower bound of the interval of confidence of cvar",
               [](const TailSummary& row) { return row.cvar_interval.low; }},
    TailColumn{"cvar_high", "upper bound of the interval of confidence of cvar",
               [](const TailSummary& row) { return row.cvar_interval.high; }},
};

/// A number of a policy's cost per death averted; none but of a trade-off.
template <class Number>
double payment_number(const PointSummary& point, std::size_t policy, const Number& number) {
  const auto& payment = point.payments[policy];
  return payment && payment->cost.ratio ? number(payment->cost) : not_there;
}

/// Whether something is so of a policy's payment.
template <class Flag>
double payment_flag(const PointSummary& point, std::size_t policy, const Flag& flag) {
  const auto& payment = point.payments[policy];
  return !payment ? not_there : flag(payment->cost) ? 1.0 : 0.0;
}

/// A number over the draws of uncertain parameters.
template <class Number>
double draws_number(const PointSummary& point, std::size_t policy, const Number& number) {
  const auto& draws = point.choices.front().policies[policy].over_draws;
  return draws ? number(*draws) : not_there;
}

constexpr std::array standing_table{
    StandingColumn{"eligible", "1", "1 where the policy delivers enough of the baseline's workers to be chosen, else 0",
                   [](const PointSummary& point, std::size_t policy) {
                     return point.choices.front().policies[policy].eligible ? 1.0 : 0.0;
                   }},
    StandingColumn{"probability_best", "1", "probability that the policy is the best of the eligible ones",
                   [](const PointSummary& point, std::size_t policy) {
                     return point.choices.front().policies[policy].probability_best;
                   }},
    StandingColumn{"best", "1", "1 where the policy is shown to be best of the eligible ones, else 0",
                   [](const PointSummary& point, std::size_t policy) {
                     return point.choices.front().winner == policy ? 1.0 : 0.0;
                   }},
    StandingColumn{"in_question", "1", "1 where no other eligible policy is shown to be better, else 0",
                   [](const PointSummary& point, std::size_t policy) {
                     return std::ranges::count(point.choices.front().in_question, policy) > 0 ? 1.0 : 0.0;
                   }},
    StandingColumn{"deaths_told", "1", "1 where deaths differ from the baseline's beyond chance, or not at all, else 0",
                   [](const PointSummary& point, std::size_t policy) {
                     return payment_flag(point, policy,
                                         [](const stats::CostPerDeathAverted& cost) { return cost.deaths_told; });
                   }},
    StandingColumn{
        "cost_told", "1", "1 where the cost differs from the baseline's beyond chance, or not at all, else 0",
        [](const PointSummary& point, std::size_t policy) {
          return payment_flag(point, policy, [](const stats::CostPerDeathAverted& cost) { return cost.cost_told; });
        }},
    StandingColumn{"cost_per_death_averted", "currency per person",
                   "extra cost over deaths averted, both against the baseline, where its set is bounded",
                   [](const PointSummary& point, std::size_t policy) {
                     return payment_number(point, policy,
                                           [](const stats::CostPerDeathAverted& cost) { return *cost.ratio; });
                   }},
    StandingColumn{"cost_per_death_averted_low", "currency per person",
                   "lower bound of its interval of confidence (Fieller)",
                   [](const PointSummary& point, std::size_t policy) {
                     return payment_number(point, policy,
                                           [](const stats::CostPerDeathAverted& cost) { return cost.set->bounds.low; });
                   }},
    StandingColumn{"cost_per_death_averted_high", "currency per person",
                   "upper bound of its interval of confidence (Fieller)",
                   [](const PointSummary& point, std::size_t policy) {
                     return payment_number(
                         point, policy, [](const stats::CostPerDeathAverted& cost) { return cost.set->bounds.high; });
                   }},
    StandingColumn{"share_best", "1", "share of the draws of uncertain parameters in which the policy is best",
                   [](const PointSummary& point, std::size_t policy) {
                     return draws_number(point, policy, [](const ChoiceOverDraws& draws) { return draws.share_best; });
                   }},
    StandingColumn{"mean_regret", "outcome_units",
                   "mean over draws of how far the policy is from the best one of the draw, without the error within",
                   [](const PointSummary& point, std::size_t policy) {
                     return draws_number(point, policy, [](const ChoiceOverDraws& draws) { return draws.mean_regret; });
                   }},
    StandingColumn{"mean_regret_low", "outcome_units",
                   "lower bound of its interval of confidence, 0 where it is not told from none",
                   [](const PointSummary& point, std::size_t policy) {
                     return draws_number(point, policy,
                                         [](const ChoiceOverDraws& draws) { return draws.regret_interval.low; });
                   }},
    StandingColumn{"mean_regret_high", "outcome_units",
                   "upper bound of its interval of confidence, at least the regret of the draws' means",
                   [](const PointSummary& point, std::size_t policy) {
                     return draws_number(point, policy,
                                         [](const ChoiceOverDraws& draws) { return draws.regret_interval.high; });
                   }},
    StandingColumn{"regret_quantile_95", "outcome_units", "regret that 95 % of the draws do not exceed",
                   [](const PointSummary& point, std::size_t policy) {
                     return draws_number(point, policy,
                                         [](const ChoiceOverDraws& draws) { return draws.regret_quantile_95; });
                   }},
};

constexpr std::array variance_table{
    VarianceColumn{"variance_between",
                   "variance between draws of the expectation, without the error within them (at least 0)",
                   [](const stats::VarianceComponents& row) { return row.between.value_or(not_there); }},
    VarianceColumn{"variance_between_raw", "the same, unbiased, which may be below 0",
                   [](const stats::VarianceComponents& row) { return row.between_raw.value_or(not_there); }},
    VarianceColumn{"variance_within", "variance of one replication within a draw",
                   [](const stats::VarianceComponents& row) { return row.within.value_or(not_there); }},
    VarianceColumn{"variance_of_draw_means", "sample variance of the draws' means, which holds both",
                   [](const stats::VarianceComponents& row) { return row.naive; }},
};

constexpr std::array chance_table{
    ChanceColumn{"chance", "share of replications with at least threshold killed in all",
                 [](const DeathChance& row) { return row.probability; }},
    ChanceColumn{"chance_low", "lower bound of the interval of confidence of chance (Clopper-Pearson)",
                 [](const DeathChance& row) { return row.interval.low; }},
    ChanceColumn{"chance_high", "upper bound of the interval of confidence of chance (Clopper-Pearson)",
                 [](const DeathChance& row) { return row.interval.high; }},
};

constexpr std::array tail_difference_table{
    TailDifferenceColumn{"", "policy minus against", [](const TailDifference& row) { return row.difference; }},
    TailDifferenceColumn{"_low", "lower bound of its interval, which holds for all pairs together",
                         [](const TailDifference& row) { return row.interval.low; }},
    TailDifferenceColumn{"_high", "upper bound of its interval, which holds for all pairs together",
                         [](const TailDifference& row) { return row.interval.high; }},
};

constexpr std::array range_table{
    RangeColumn{"range_low", "outcome_units",
                "lower end of the central part of the law of the draws, of the expectation",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.ranges[policy][outcome].bounds.low;
                }},
    RangeColumn{"range_high", "outcome_units",
                "upper end of the central part of the law of the draws, of the expectation",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.ranges[policy][outcome].bounds.high;
                }},
    RangeColumn{"range_mostly_luck", "1", "1 where most of the range is the error within draws, so that it is too wide",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.ranges[policy][outcome].mostly_luck ? 1.0 : 0.0;
                }},
    RangeColumn{"difference_range_low", "outcome_units", "the same of the difference from the baseline: lower end",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.difference_ranges[policy][outcome].bounds.low;
                }},
    RangeColumn{"difference_range_high", "outcome_units", "the same of the difference from the baseline: upper end",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.difference_ranges[policy][outcome].bounds.high;
                }},
    RangeColumn{"difference_range_mostly_luck", "1", "1 where most of that range is the error within draws",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.difference_ranges[policy][outcome].mostly_luck ? 1.0 : 0.0;
                }},
};

constexpr std::array leg_count_table{
    LegCount{"segments_passed", "1", "midpoints of segments passed by convoys", &LegSums::segments_passed},
    LegCount{"stagings", "1", "cells that became staged", &LegSums::stagings},
    LegCount{"attacks", "1", "attacks on convoys", &LegSums::attacks},
    LegCount{"killed", "person", "workers killed", &LegSums::killed},
};

constexpr std::array convoy_count_table{
    ConvoyCount{"trips", "1", "scheduled trips that set out", &ConvoySums::trips},
    ConvoyCount{"attacks", "1", "attacks on the convoy's trips", &ConvoySums::attacks},
    ConvoyCount{"deadly_attacks", "1", "attacks that killed a worker", &ConvoySums::deadly_attacks},
    ConvoyCount{"killed", "person", "workers killed in attacks", &ConvoySums::killed},
    ConvoyCount{"delivered", "person", "workers delivered", &ConvoySums::delivered},
};

constexpr std::array event_table{
    EventColumn{"replication", "1", "replication", &KeptEvent::replication},
    EventColumn{"day", "d", "whole days since t = 0", &KeptEvent::day},
    EventColumn{"kind_index", "1", "what happened: place in kind", &KeptEvent::kind},
    EventColumn{"leg_index", "1", "where: place in leg, -1 on no leg", &KeptEvent::leg},
    EventColumn{"site_index", "1", "where: place in site, -1 at none", &KeptEvent::site},
    EventColumn{"convoy_index", "1", "whose trip: place in convoy, -1 without a trip", &KeptEvent::convoy},
    EventColumn{"entry", "1", "number of the trip in the timetable of its convoy, 0 without a trip", &KeptEvent::entry},
    EventColumn{"group_index", "1", "whose cell: place in group, -1 without a cell", &KeptEvent::group},
    EventColumn{"killed", "person", "workers killed, or people at the site", &KeptEvent::killed},
    EventColumn{"injured", "person", "workers injured, or people at the site", &KeptEvent::injured},
    EventColumn{"escort_killed", "person", "escort crew killed", &KeptEvent::escort_killed},
    EventColumn{"escort_injured", "person", "escort crew injured", &KeptEvent::escort_injured},
};

}  // namespace

std::span<const OutcomeColumn> outcome_columns() { return outcome_table; }
std::span<const PairColumn> pair_columns() { return pair_table; }
std::span<const ChanceColumn> chance_columns() { return chance_table; }

std::span<const TailColumn> tail_columns() { return tail_table; }
std::span<const TailDifferenceColumn> tail_difference_columns() { return tail_difference_table; }
std::span<const StandingColumn> standing_columns() { return standing_table; }
std::span<const VarianceColumn> variance_columns() { return variance_table; }
std::span<const RangeColumn> range_columns() { return range_table; }
std::span<const LegCount> leg_counts() { return leg_count_table; }
std::span<const ConvoyCount> convoy_counts() { return convoy_count_table; }
std::span<const EventColumn> event_columns() { return event_table; }

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
