#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "experiment/choice_over_draws.hpp"
#include "experiment/results.hpp"
#include "stats/decision.hpp"

namespace convoyrisk::experiment {

/// What is asked when policies are compared.
struct Question {
  /// Outcomes by which a policy is chosen, less being better; the first is the one that matters most.
  std::vector<model::Outcome> of{model::Outcome::killed_total};
  double confidence = 0.95;
  /// Policies that deliver less than this share of the baseline's workers are not chosen among.
  double least_delivered = 0.95;
  /// What averting one death is worth, in the currency of the costs.
  std::optional<double> value_of_life;
};

/// Where one policy stands by one outcome.
struct Standing {
  bool eligible = true;  ///< does enough of the baseline's work
  /// Among eligible policies; 0 for the others.
  double probability_best = 0;
  /// Of the difference from the baseline: holds for all policies together.
  stats::Interval against_baseline;
  /// With draws of uncertain parameters, among eligible policies.
  std::optional<ChoiceOverDraws> over_draws;
};

struct Choice {
  model::Outcome outcome = model::Outcome::killed_total;
  std::vector<Standing> policies;
  /// The policy that is better than every other eligible one, all intervals together; none where that is not shown.
  std::optional<std::size_t> winner;
  /// Eligible policies that are not shown to be worse than another one.
  std::vector<std::size_t> in_question;
};

/// By extra cost and deaths averted against the baseline, both from means of whole blocks.
struct Payment {
  stats::CostPerDeathAverted cost;
  std::optional<stats::BreakEven> break_even;
};

/// Share of the baseline's workers that a policy delivers; 1 where the baseline delivers none.
[[nodiscard]] double delivered_share(const OutcomeMoments& moments, std::size_t policy);

[[nodiscard]] Choice choose(const Plan& plan, const Results& results, const OutcomeMoments& moments, std::size_t point,
                            model::Outcome outcome, const Question& question);

/// By policy, for killed_total; none for the baseline and where there are fewer than two whole blocks.
[[nodiscard]] std::vector<std::optional<Payment>> payments(const Results& results, std::size_t point,
                                                           const Question& question);

}  // namespace convoyrisk::experiment
