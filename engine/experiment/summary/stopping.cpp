#include "experiment/summary/stopping.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "stats/skewed_mean.hpp"

namespace convoyrisk::experiment {
namespace {

std::size_t place_of(PolicyId policy, const Plan& plan) {
  const auto found = std::ranges::find(plan.policies, policy);
  if (found == plan.policies.end()) {
    throw InputError("run.precision: names a policy that --policy leaves out");
  }
  return static_cast<std::size_t>(found - plan.policies.begin());
}

}  // namespace

stats::Estimate estimate(const OutcomeMoments& moments, model::Outcome outcome, Contrast contrast, double confidence) {
  const std::optional<std::size_t> controlled = controlled_index(outcome);
  if (moments.draws() > 0) {
    const model::Outcome judged = controlled ? *model::conditional_of(outcome) : outcome;
    const stats::Sample sample = moments.sample(judged, contrast);
    stats::Estimate estimate = stats::skewed_estimate(sample.mean, sample.variance, moments.skewness(judged, contrast),
                                                      sample.count, confidence);
    if (stats::too_few_events(sample.nonzero, moments.trials())) {
      estimate.interval = stats::endless;
    }
    return estimate;
  }
  return controlled ? stats::controlled_estimate(moments.controlled_sample(*controlled, contrast), confidence).estimate
                    : stats::mean_estimate(moments.sample(outcome, contrast), confidence);
}

PrecisionRule::PrecisionRule(const std::vector<spec::Precision>& wanted, const Plan& plan)
    : units_(plan, plan.points),
      points_(plan.points),
      events_(plan.points * plan.policies.size() * tail_outcomes.size()),
      policies_(plan.policies.size()) {
  for (const spec::Precision& precision : wanted) {
    const std::optional<model::Outcome> outcome = model::find_outcome(precision.of);
    if (!outcome) {
      throw InputError("run.precision: there is no outcome '" + precision.of + "'");
    }
    std::optional<std::size_t> minus;
    if (precision.against) {
      minus = place_of(*precision.against, plan);
    }
    for (std::size_t policy = 0; policy < policies_; ++policy) {
      const bool asked = precision.policy ? policy == place_of(*precision.policy, plan) : minus != policy;
      if (asked) {
        targets_.push_back({*outcome, {policy, minus}, precision.half_width, precision.relative, precision.confidence});
      }
    }
  }
}

bool PrecisionRule::add(const BlockSums& block) {
  units_.add(block);
  auto* events = events_.data();
  for (const PointSums& point : block.points) {
    for (const PolicySums& policy : point.policies) {
      for (const stats::Histogram& histogram : policy.tails) {
        *events++ += block.replications - histogram.count_of(0);
      }
    }
  }
  for (const Target& target : targets_) {
    for (std::size_t point = 0; point < points_; ++point) {
      if (!reached(target, point)) {
        return false;
      }
    }
  }
  return true;
}

bool PrecisionRule::reached(const Target& target, std::size_t point) const {
  const OutcomeMoments& moments = units_.at(point);
  if (moments.trials() < block_size || !enough_events(target, point)) {
    return false;
  }
  if (target.contrast.minus && moments.unequal_count(target.outcome, target.contrast) == 0) {
    return true;  // the same in all replications, though there were events
  }
  const stats::Interval interval = estimate(moments, target.outcome, target.contrast, target.confidence).interval;
  const double scale = target.relative ? std::abs(estimate(moments, target.outcome, {0}, target.confidence).mean) : 1;
  return (interval.high - interval.low) / 2 <= target.half_width * scale;
}

/// Counts of harm need many events; of all else it is enough that it happened, lest nothing so far pass for certainty.
bool PrecisionRule::enough_events(const Target& target, std::size_t point) const {
  // A policy that leaves nothing to happen needs no events of its own, the one it is compared with does.
  const std::size_t policy = target.contrast.minus.value_or(target.contrast.policy);
  const std::optional<std::size_t> tail = tail_index(target.outcome);
  return tail ? events_[(point * policies_ + policy) * tail_outcomes.size() + *tail] >= least_events
              : units_.at(point).mean(target.outcome, policy) != 0;
}

}  // namespace convoyrisk::experiment
