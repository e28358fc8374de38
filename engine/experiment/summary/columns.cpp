#include "experiment/summary/columns.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace convoyrisk::experiment {
namespace {

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

/// Of the costs per death averted that are not rejected.
std::string_view kind_of(const std::optional<Payment>& payment) {
  if (!payment || !payment->cost.set) {
    return "none";
  }
  const stats::CostPerDeathAverted& cost = payment->cost;
  const bool unbounded = cost.set->kind == stats::RatioSet::Kind::interval && !cost.ratio;
  return unbounded ? "unbounded" : name_of(cost.set->kind);
}

constexpr std::array word_table{
    WordColumn{"side", "against the baseline: less, more, equal, same, not_told, left_out, baseline",
               [](const PointSummary& point, std::size_t policy) {
                 return name_of(point.choices.front().policies[policy].side);
               }},
    WordColumn{"position",
               "cost and deaths against the baseline, as estimated: trade_off, saves_both, saves_money, dominated, "
               "no_difference, baseline, unknown",
               [](const PointSummary& point, std::size_t policy) {
                 const std::optional<Payment>& payment = point.payments[policy];
                 return payment       ? name_of(payment->cost.position)
                        : policy == 0 ? std::string_view("baseline")
                                      : "unknown";
               }},
    WordColumn{"cost_per_death_averted_kind",
               "set of costs per death averted that are not rejected: bounded, outside, unbounded, none",
               [](const PointSummary& point, std::size_t policy) { return kind_of(point.payments[policy]); }},
};

}  // namespace

std::span<const OutcomeColumn> outcome_columns() { return outcome_table; }
std::span<const PairColumn> pair_columns() { return pair_table; }
std::span<const ChanceColumn> chance_columns() { return chance_table; }
std::span<const TailColumn> tail_columns() { return tail_table; }
std::span<const TailDifferenceColumn> tail_difference_columns() { return tail_difference_table; }
std::span<const StandingColumn> standing_columns() { return standing_table; }
std::span<const WordColumn> word_columns() { return word_table; }

}  // namespace convoyrisk::experiment
