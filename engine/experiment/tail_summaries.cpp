#include "experiment/tail_summaries.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "stats/simultaneous.hpp"

namespace convoyrisk::experiment {
namespace {

using Histograms = std::vector<const stats::Histogram*>;

/// By block.
Histograms histograms(const Results& results, std::size_t point, std::size_t policy, std::size_t tail) {
  Histograms list;
  for (const BlockSums& block : results.blocks) {
    list.push_back(&block.points[point].policies[policy].tails[tail]);
  }
  return list;
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

/// Replications with at least so many dead: of how many, and their share in every block.
struct Exceedances {
  std::int64_t count = 0;
  std::int64_t replications = 0;
  std::vector<double> shares;

  [[nodiscard]] double share() const { return static_cast<double>(count) / static_cast<double>(replications); }
};

Exceedances exceedances(const Results& results, std::size_t point, std::size_t policy, int dead) {
  Exceedances found{0, results.replications, {}};
  for (const stats::Histogram* block : histograms(results, point, policy, *tail_index(model::Outcome::killed_total))) {
    const std::int64_t count = block->exceedance(dead);
    found.count += count;
    found.shares.push_back(static_cast<double>(count) / static_cast<double>(block->count()));
  }
  return found;
}

stats::Interval interval_of(const Plan& plan, const Exceedances& found, double confidence) {
  const stats::Interval independent = stats::clopper_pearson(found.count, found.replications, confidence);
  return plan.has_draws() ? chance_over_draws(found.shares, independent, confidence) : independent;
}

/// Of two lists of as many values; 0 where one of them does not vary.
double correlation(const std::vector<double>& first, const std::vector<double>& second) {
  const auto pair = std::make_shared<const std::vector<stats::CoMoments::Pair>>(
      std::vector<stats::CoMoments::Pair>{{0, 0}, {1, 1}, {0, 1}});
  stats::CoMoments moments(2, pair);
  for (std::size_t i = 0; i < first.size(); ++i) {
    moments.add(std::array{first[i], second[i]});
  }
  const double scale = std::sqrt(moments.covariance(0) * moments.covariance(1));
  return scale > 0 ? std::clamp(moments.covariance(2) / scale, -1.0, 1.0) : 0;
}

TailDifference chance_difference(const Plan& plan, const Exceedances& policy, const Exceedances& other, double each) {
  return {policy.share() - other.share(), stats::difference_interval({policy.share(), interval_of(plan, policy, each)},
                                                                     {other.share(), interval_of(plan, other, each)},
                                                                     correlation(policy.shares, other.shares))};
}

}  // namespace

std::vector<DeathChance> death_chances(const Plan& plan, const Results& results, std::size_t point, std::size_t policy,
                                       double confidence) {
  std::vector<DeathChance> chances;
  for (const int dead : death_thresholds) {
    const Exceedances found = exceedances(results, point, policy, dead);
    chances.push_back({dead, found.share(), interval_of(plan, found, confidence)});
  }
  return chances;
}

/// Intervals of a quantile want independent values, which replications of one draw are not.
std::vector<TailSummary> tail_summaries(const Plan& plan, const Results& results, std::size_t point, std::size_t policy,
                                        const BlockBootstrap& bootstrap, double confidence) {
  std::vector<TailSummary> list;
  for (std::size_t tail = 0; tail < tail_outcomes.size(); ++tail) {
    const stats::Histogram whole = results.tail(tail_outcomes[tail], point, policy);
    const Histograms blocks = histograms(results, point, policy, tail);
    for (const double level : tail_levels) {
      constexpr double infinite = std::numeric_limits<double>::infinity();
      list.push_back(
          {quantile(whole, level),
           plan.has_draws() ? stats::Interval{-infinite, infinite} : stats::quantile_interval(whole, level, confidence),
           cvar(whole, level), bootstrap.cvar(blocks, level, confidence)});
    }
  }
  return list;
}

std::vector<TailDifferences> tail_differences(const Plan& plan, const Results& results, std::size_t point,
                                              const BlockBootstrap& bootstrap, double confidence) {
  const std::size_t policies = results.policies();
  const std::size_t pairs = std::max<std::size_t>(stats::comparisons(stats::Family::all_pairs, policies), 1);
  const double each = stats::bonferroni_confidence(confidence, pairs);
  std::vector<TailDifferences> list(policies * policies);
  const auto for_all_pairs = [&](const auto& add) {
    for (std::size_t pair = 0; pair < list.size(); ++pair) {
      add(list[pair], pair / policies, pair % policies);
    }
  };
  for (const int dead : death_thresholds) {
    std::vector<Exceedances> found;
    for (std::size_t policy = 0; policy < policies; ++policy) {
      found.push_back(exceedances(results, point, policy, dead));
    }
    for_all_pairs([&](TailDifferences& pair, std::size_t policy, std::size_t other) {
      pair.chances.push_back(policy == other ? TailDifference{}
                                             : chance_difference(plan, found[policy], found[other], each));
    });
  }
  for (std::size_t tail = 0; tail < tail_outcomes.size(); ++tail) {
    for (const double level : tail_levels) {
      std::vector<double> cvars;
      std::vector<std::vector<double>> resampled;
      for (std::size_t policy = 0; policy < policies; ++policy) {
        cvars.push_back(cvar(results.tail(tail_outcomes[tail], point, policy), level));
        resampled.push_back(bootstrap.cvars(histograms(results, point, policy, tail), level));
      }
      for_all_pairs([&](TailDifferences& pair, std::size_t policy, std::size_t other) {
        const double difference = cvars[policy] - cvars[other];
        pair.cvars.push_back({difference, bootstrap.difference(difference, resampled[policy], resampled[other], each)});
      });
    }
  }
  return list;
}

}  // namespace convoyrisk::experiment
