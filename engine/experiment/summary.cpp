#include "experiment/summary.hpp"

#include <algorithm>
#include <utility>

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
      const stats::ControlledEstimate estimate =
          stats::controlled_estimate(moments.controlled_sample(*index, contrast), confidence);
      summary.estimate = estimate.estimate;
      summary.control_coefficient = estimate.coefficient;
      summary.variance_conditional = estimate.variance_conditional;
      summary.variance_controlled = estimate.variance_controlled;
      summary.z_score = estimate.z_score;
    }
    list.push_back(summary);
  }
  return list;
}

PairSummary pair_summary(const OutcomeMoments& moments, std::size_t policy, std::size_t other, double confidence) {
  PairSummary pair;
  pair.difference = summaries(moments, {policy, other}, confidence);
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    const double independent =
        moments.covariance(info.outcome, policy, policy) + moments.covariance(info.outcome, other, other);
    const double reached = pair.difference[static_cast<std::size_t>(info.outcome)].variance_controlled;
    pair.correlation.push_back(moments.correlation(info.outcome, policy, other));
    pair.variance_reduction.push_back(reached > 0 ? independent / reached : 0);
  }
  return pair;
}

std::int64_t reached(const stats::Histogram& histogram, int dead) {
  std::int64_t count = 0;
  for (const stats::Histogram::Entry& entry : histogram.entries()) {
    count += entry.value >= dead ? entry.count : 0;
  }
  return count;
}

/// Student's over the shares of the draws, for replications of a draw are not independent; and where hardly any draw
/// has such an event not narrower than if they were.
stats::Interval chance_over_draws(const std::vector<double>& shares, const stats::Interval& independent,
                                  double confidence) {
  stats::CoMoments moments(1, std::make_shared<const std::vector<stats::CoMoments::Pair>>(1, stats::CoMoments::Pair{}));
  for (const double& share : shares) {
    moments.add(std::span(&share, 1));
  }
  const stats::Interval interval =
      stats::mean_estimate({moments.count(), moments.mean(0), moments.covariance(0)}, confidence).interval;
  return {std::clamp(interval.low, 0.0, independent.low), std::clamp(interval.high, independent.high, 1.0)};
}

DeathChance death_chance(const Plan& plan, const Results& results, std::size_t point, std::size_t policy, int dead,
                         double confidence) {
  const std::size_t tail = *tail_index(model::Outcome::killed_total);
  std::int64_t all = 0;
  std::vector<double> shares;
  for (const BlockSums& block : results.blocks) {
    const std::int64_t count = reached(block.points[point].policies[policy].tails[tail], dead);
    all += count;
    shares.push_back(static_cast<double>(count) / static_cast<double>(block.replications));
  }
  const stats::Interval independent = stats::clopper_pearson(all, results.replications, confidence);
  return {dead, static_cast<double>(all) / static_cast<double>(results.replications),
          plan.has_draws() ? chance_over_draws(shares, independent, confidence) : independent};
}

std::vector<DeathChance> death_chances(const Plan& plan, const Results& results, std::size_t point, std::size_t policy,
                                       double confidence) {
  std::vector<DeathChance> chances;
  for (const int dead : death_thresholds) {
    chances.push_back(death_chance(plan, results, point, policy, dead, confidence));
  }
  return chances;
}

}  // namespace

Summary summarise(const Heading& heading, const Plan& plan, const Results& results, double confidence) {
  const Units sample = units(plan, results);
  Summary summary{heading,   results.replications, plan.has_draws() ? sample.at(0).count() : 0,
                  plan.seed, confidence,           {}};
  for (std::size_t point = 0; point < results.points(); ++point) {
    const OutcomeMoments& moments = sample.at(point);
    PointSummary& row = summary.points.emplace_back();
    for (std::size_t policy = 0; policy < results.policies(); ++policy) {
      row.policies.push_back({results.policy_names[policy], summaries(moments, {policy}, confidence),
                              death_chances(plan, results, point, policy, confidence)});
      for (std::size_t other = 0; other < results.policies(); ++other) {
        row.pairs.push_back(pair_summary(moments, policy, other, confidence));
      }
    }
  }
  return summary;
}

}  // namespace convoyrisk::experiment
