#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "experiment/summary/choice.hpp"
#include "experiment/summary/results.hpp"
#include "experiment/summary/tail_summaries.hpp"
#include "stats/anova.hpp"
#include "stats/intervals.hpp"
#include "stats/selection.hpp"

namespace convoyrisk::experiment {

/// Mean of one outcome under one policy, or of the difference of two. Deaths that have a conditional expectation are
/// estimated with it (see stats::ControlledEstimate), all else by the plain mean. Variances are of one unit: a
/// replication, or the mean of a draw of uncertain parameters.
struct OutcomeSummary {
  stats::Estimate estimate;  ///< per horizon
  double plain_mean = 0;
  double plain_standard_error = 0;
  double plain_variance = 0;
  /// Only for controlled outcomes; else b is 1, the variances are the plain one and the z-score is 0.
  double control_coefficient = 1;
  double variance_conditional = 0;
  double variance_controlled = 0;
  double z_score = 0;
};

struct PolicySummary {
  std::string name;
  std::vector<OutcomeSummary> outcomes;  ///< by Outcome
  std::vector<DeathChance> chances;
  std::vector<TailSummary> tails;  ///< by tail outcome, then level
};

/// A policy minus another, replication by replication on common random numbers; with itself all zero.
struct PairSummary {
  std::vector<OutcomeSummary> difference;  ///< by Outcome
  std::vector<double> correlation;         ///< by Outcome
  /// By Outcome: variance of the difference of two independent plain counts over that of the paired estimate used; 0
  /// where there is no interval, or nothing differed.
  std::vector<double> variance_reduction;
  std::vector<stats::Interval> simultaneous;  ///< by Outcome: of the difference; holds for all pairs together
  TailDifferences tails{};                    ///< hold for all pairs together
};

/// All policies at one point of a sweep.
struct PointSummary {
  std::vector<PolicySummary> policies;           ///< the first is the baseline
  std::vector<PairSummary> pairs;                ///< by policy, then by the other that is subtracted
  std::vector<Choice> choices;                   ///< by outcome asked for
  std::vector<std::optional<Payment>> payments;  ///< by policy
  // By policy and Outcome; empty without draws of uncertain parameters.
  std::vector<std::vector<stats::VarianceComponents>> variances;
  std::vector<std::vector<stats::DrawRange>> ranges;             ///< stats::central_range of the expectation
  std::vector<std::vector<stats::DrawRange>> difference_ranges;  ///< of its difference from the baseline's

  [[nodiscard]] const PairSummary& pair(std::size_t policy, std::size_t other) const {
    return pairs[policy * policies.size() + other];
  }
};

/// What a summary says of the run besides its numbers.
struct Heading {
  std::string title;
  std::string currency;
  double horizon_h = 0;
  std::vector<std::string> points;  ///< of the sweep, as texts; one empty text without
  bool complete = true;             ///< false if the run was ended before all its replications were done
};

/// A policy that was selected with a guarantee (stats::Selection), or not yet.
struct Selected {
  model::Outcome outcome = model::Outcome::killed_total;
  double indifference = 0;
  stats::SelectionVerdict verdict;
};

/// What the comparison table says, and all it is made from.
struct Summary {
  Heading heading;
  std::int64_t replications = 0;
  std::int64_t draws = 0;  ///< of uncertain parameters, those that are whole; 0 without
  std::uint64_t seed = 0;
  Question question;
  std::vector<PointSummary> points;
  std::optional<Selected> selected = std::nullopt;  ///< where the run was to select
};

[[nodiscard]] Summary summarise(const Heading& heading, const Plan& plan, const Results& results,
                                const Question& question = {});

}  // namespace convoyrisk::experiment
