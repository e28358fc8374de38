#include "experiment/summary/summary.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/stop.hpp"
#include "experiment/summary/stopping.hpp"
#include "experiment/summary/tail_summaries.hpp"
#include "stats/simultaneous.hpp"

namespace convoyrisk::experiment {
namespace {

OutcomeSummary plain(const stats::Sample& sample, double confidence) {
  OutcomeSummary summary;
  summary.estimate = stats::mean_estimate(sample, confidence);
  summary.plain_mean = sample.mean;
  summary.plain_standard_error = summary.estimate.standard_error;
  summary.plain_variance = sample.variance;
  summary.variance_conditional = sample.variance;
  summary.variance_controlled = sample.variance;
  return summary;
}

/// One summary an outcome, with the control variate where there is one.
std::vector<OutcomeSummary> summaries(const OutcomeMoments& moments, Contrast contrast, double confidence) {
  std::vector<OutcomeSummary> list;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    OutcomeSummary summary = plain(moments.sample(info.outcome, contrast), confidence);
    if (const std::optional<std::size_t> index = controlled_index(info.outcome)) {
      const stats::ControlledEstimate controlled =
          stats::controlled_estimate(moments.controlled_sample(*index, contrast), confidence);
      summary.control_coefficient = controlled.coefficient;
      summary.variance_conditional = controlled.variance_conditional;
      summary.variance_controlled = controlled.variance_controlled;
      summary.z_score = controlled.z_score;
    }
    summary.estimate = estimate(moments, info.outcome, contrast, confidence);
    list.push_back(summary);
  }
  return list;
}

PairSummary pair_summary(const OutcomeMoments& moments, std::size_t policy, std::size_t other, double confidence) {
  PairSummary pair;
  pair.difference = summaries(moments, {policy, other}, confidence);
  const std::size_t pairs = std::max<std::size_t>(stats::comparisons(stats::Family::all_pairs, moments.policies()), 1);
  const double each = stats::bonferroni_confidence(confidence, pairs);
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    const double independent =
        moments.covariance(info.outcome, policy, policy) + moments.covariance(info.outcome, other, other);
    const double reached = pair.difference[static_cast<std::size_t>(info.outcome)].variance_controlled;
    pair.correlation.push_back(moments.correlation(info.outcome, policy, other));
    pair.simultaneous.push_back(estimate(moments, info.outcome, {policy, other}, each).interval);
    const bool told = reached > 0 && std::isfinite(pair.simultaneous.back().low);
    pair.variance_reduction.push_back(told ? independent / reached : 0);
  }
  return pair;
}

using DrawnSamples = std::vector<std::vector<stats::Sample>>;  ///< by outcome, then draw

/// Deaths by their conditional expectation, as few replications a draw need. Draw after draw, each of which lies
/// together in memory.
DrawnSamples over_draws(const Results& results, std::size_t point, Contrast contrast) {
  DrawnSamples samples(model::outcome_count);
  for (const BlockSums& block : results.blocks) {
    const OutcomeMoments& moments = block.points[point].moments;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const model::Outcome outcome = model::outcome_infos()[i].outcome;
      samples[i].push_back(moments.mean_and_variance(model::conditional_of(outcome).value_or(outcome), contrast));
    }
  }
  return samples;
}

void add_draws(PointSummary& summary, const Results& results, std::size_t point, std::size_t policy,
               double confidence) {
  auto& variances = summary.variances.emplace_back();
  auto& ranges = summary.ranges.emplace_back();
  auto& difference_ranges = summary.difference_ranges.emplace_back();
  for (const std::vector<stats::Sample>& own : over_draws(results, point, {policy})) {
    variances.push_back(stats::variance_components(own, confidence));
    ranges.push_back(stats::central_range(own, confidence));
  }
  for (const std::vector<stats::Sample>& differences : over_draws(results, point, {policy, 0})) {
    difference_ranges.push_back(stats::central_range(differences, confidence));
  }
}

PointSummary summarise_point(const Plan& plan, const Results& results, const OutcomeMoments& moments, std::size_t point,
                             const Question& question) {
  const double confidence = question.confidence;
  PointTails tails = tails_of(plan, results, point, confidence);
  PointSummary summary;
  for (std::size_t policy = 0; policy < results.policies(); ++policy) {
    PolicyTails& own = tails.policies[policy];
    summary.policies.push_back({results.policy_names[policy], summaries(moments, {policy}, confidence),
                                std::move(own.chances), std::move(own.worst)});
    for (std::size_t other = 0; other < results.policies(); ++other) {
      heed_stop();
      PairSummary& pair = summary.pairs.emplace_back(pair_summary(moments, policy, other, confidence));
      pair.tails = std::move(tails.pairs[policy * results.policies() + other]);
    }
    if (plan.has_draws()) {
      add_draws(summary, results, point, policy, confidence);
    }
  }
  for (const model::Outcome outcome : question.of) {
    summary.choices.push_back(choose(plan, results, moments, point, outcome, question));
  }
  summary.payments = payments(moments, question);
  return summary;
}

}  // namespace

Summary summarise(const Heading& heading, const Plan& plan, const Results& results, const Question& question) {
  const Units sample = units(plan, results);
  Summary summary{heading, results.replications, sample.at(0).draws(), plan.seed, question, {}};
  for (std::size_t point = 0; point < results.points(); ++point) {
    summary.points.push_back(summarise_point(plan, results, sample.at(point), point, question));
  }
  return summary;
}

}  // namespace convoyrisk::experiment
