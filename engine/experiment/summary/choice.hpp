#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "experiment/summary/choice_over_draws.hpp"
#include "experiment/summary/results.hpp"
#include "stats/decision.hpp"

namespace convoyrisk::experiment {

/// What is asked when policies are compared.
struct Question {
  /// Outcomes by which a policy is chosen, less being better; the first is the one that matters most.
  std::vector<model::Outcome> of{model::Outcome::killed_total};
  double confidence = 0.95;
  /// Policies that deliver less than this share of the baseline's workers are not chosen among.
  double least_delivered = 0.95;
  /// Margin within which two policies are as good as equal: a share of the baseline's mean, or in the outcome's unit
  /// per horizon.
  double equivalent = 0.01;
  bool equivalent_is_share = true;
  /// What averting one death is worth, in the currency of the costs.
  std::optional<double> value_of_life;
};

/// What the run says of a policy against another one, by an interval of the difference.
enum class Side {
  less,      ///< below 0
  more,      ///< above 0
  equal,     ///< within the margin of equivalence
  same,      ///< the two did not differ in any replication, and something happened
  not_told,  ///< none of these: too few replications, or too few events
  left_out,  ///< does too little of the baseline's work
  baseline,  ///< is the one compared with
};

/// "less", "not_told", ...: as the result file has it.
[[nodiscard]] std::string_view name_of(Side side);

/// Where one policy stands by one outcome.
struct Standing {
  bool eligible = true;  ///< does enough of the baseline's work
  /// Among eligible policies; 0 for the others.
  double probability_best = 0;
  /// Of the difference from the baseline: holds for all pairs of policies together, as those do by which the best is
  /// found.
  stats::Interval against_baseline;
  Side side = Side::not_told;  ///< against the baseline
  /// With draws of uncertain parameters, among eligible policies.
  std::optional<ChoiceOverDraws> over_draws;
};

struct Choice {
  model::Outcome outcome = model::Outcome::killed_total;
  std::vector<Standing> policies;
  double margin = 0;  ///< of equivalence, in the outcome's unit per horizon
  /// The policy that is better than every other eligible one, all intervals together; none where that is not shown.
  std::optional<std::size_t> winner;
  /// Eligible policies that are not shown to be worse than another one.
  std::vector<std::size_t> in_question;
  bool equal_in_question = false;  ///< these are several, and all equal
};

/// By extra cost and deaths averted against the baseline. Intervals hold for all pairs of policies together, as those
/// by which policies are told apart do.
struct Payment {
  stats::CostPerDeathAverted cost;
  std::optional<stats::BreakEven> break_even;
};

/// Share of the baseline's workers that a policy delivers; 1 where the baseline delivers none.
[[nodiscard]] double delivered_share(const OutcomeMoments& moments, std::size_t policy);

[[nodiscard]] Choice choose(const Plan& plan, const Results& results, const OutcomeMoments& moments, std::size_t point,
                            model::Outcome outcome, const Question& question);

/// By policy, for killed_total; none for the baseline, with fewer than two units, and where an older file does not tell
/// how costs go with deaths.
[[nodiscard]] std::vector<std::optional<Payment>> payments(const OutcomeMoments& moments, const Question& question);

}  // namespace convoyrisk::experiment
