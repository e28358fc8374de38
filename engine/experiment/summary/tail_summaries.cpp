#include "experiment/summary/tail_summaries.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>

#include "base/stop.hpp"
#include "experiment/summary/worst.hpp"
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

/// Student's over a share, or a difference of shares, by draw, for replications of a draw are not independent; and
/// where hardly any draw has such an event not narrower than if they were.
stats::Interval over_draws(const std::vector<double>& shares, const stats::Interval& independent,
                           const stats::Interval& possible, double confidence) {
  stats::CoMoments moments(1, std::make_shared<const std::vector<stats::CoMoments::Pair>>(1, stats::CoMoments::Pair{}));
  for (const double& share : shares) {
    moments.add(std::span(&share, 1));
  }
  const stats::Interval interval =
      stats::mean_estimate({moments.count(), moments.mean(0), moments.covariance(0)}, confidence).interval;
  return {std::clamp(interval.low, possible.low, std::max(independent.low, possible.low)),
          std::clamp(interval.high, std::min(independent.high, possible.high), possible.high)};
}

/// Replications with at least so many dead: how many, their share, with intervals, and the share of every block.
struct Exceedances {
  std::int64_t count = 0;
  std::int64_t replications = 0;
  double share = 0;
  stats::Interval alone;     ///< of the confidence asked for
  stats::Interval together;  ///< of that which all pairs together want
  std::vector<double> block_shares;
};

Exceedances exceedances(const Plan& plan, const Histograms& blocks, int dead, double alone, double together) {
  Exceedances found;
  for (const stats::Histogram* block : blocks) {
    const std::int64_t count = block->exceedance(dead);
    found.count += count;
    found.replications += block->count();
    found.block_shares.push_back(static_cast<double>(count) / static_cast<double>(block->count()));
  }
  const auto interval = [&](double confidence) {
    const stats::Interval independent = stats::clopper_pearson(found.count, found.replications, confidence);
    return plan.has_draws() ? over_draws(found.block_shares, independent, {0, 1}, confidence) : independent;
  };
  found.share = static_cast<double>(found.count) / static_cast<double>(found.replications);
  found.alone = interval(alone);
  found.together = interval(together);
  return found;
}

/// Replications in which both policies had at least as many dead as the threshold says; none where an older file does
/// not tell.
std::optional<std::int64_t> together(const Results& results, std::size_t point, std::size_t threshold,
                                     Contrast contrast) {
  const auto [low, high] = std::minmax(contrast.policy, *contrast.minus);
  const std::size_t place =
      threshold * OutcomeMoments::pair_count(results.policies()) + OutcomeMoments::pair_place(low, high);
  std::int64_t sum = 0;
  for (const BlockSums& block : results.blocks) {
    const std::vector<std::int64_t>& counts = block.points[point].deadly_together;
    if (counts.empty()) {
      return std::nullopt;
    }
    sum += counts[place];
  }
  return sum;
}

/// Pearson's, of two events by replication; 0 where one of them happens always or never.
double correlation(const Exceedances& first, const Exceedances& second, std::int64_t together) {
  const auto variance = [](const Exceedances& one) { return one.share * (1 - one.share); };
  const double scale = std::sqrt(variance(first) * variance(second));
  const double both = static_cast<double>(together) / static_cast<double>(first.replications);
  return scale > 0 ? std::clamp((both - first.share * second.share) / scale, -1.0, 1.0) : 0;
}

/// `both`: replications in which both policies had so many dead. With draws Student's over the differences of their
/// shares, and not narrower than if replications were independent.
TailDifference chance_difference(const Plan& plan, const Exceedances& policy, const Exceedances& other,
                                 std::optional<std::int64_t> both, double confidence) {
  TailDifference found{policy.share - other.share, stats::endless};
  if (!both) {
    return found;
  }
  found.interval = stats::difference_interval({policy.share, policy.together}, {other.share, other.together},
                                              correlation(policy, other, *both));
  if (plan.has_draws()) {
    std::vector<double> differences;
    for (std::size_t draw = 0; draw < policy.block_shares.size(); ++draw) {
      differences.push_back(policy.block_shares[draw] - other.block_shares[draw]);
    }
    found.interval = over_draws(differences, found.interval, {-1, 1}, confidence);
  }
  return found;
}

/// The tails of one point while they are filled: what is found of a policy serves it alone and all its pairs.
class Filling {
 public:
  Filling(const Plan& plan, const Results& results, std::size_t point, double confidence)
      : plan_(plan), results_(results), point_(point), alone_(confidence) {
    const std::size_t pairs = stats::comparisons(stats::Family::all_pairs, results.policies());
    together_ = stats::bonferroni_confidence(confidence, std::max<std::size_t>(pairs, 1));
    tails_.policies.resize(results.policies());
    tails_.pairs.resize(results.policies() * results.policies());
  }

  void add_chances(std::size_t threshold) {
    const int dead = death_thresholds[threshold];
    const std::size_t killed = *tail_index(model::Outcome::killed_total);
    std::vector<Exceedances> found;
    for (std::size_t policy = 0; policy < results_.policies(); ++policy) {
      found.push_back(exceedances(plan_, histograms(results_, point_, policy, killed), dead, alone_, together_));
      tails_.policies[policy].chances.push_back({dead, found.back().share, found.back().alone});
    }
    for_all_pairs([&](TailDifferences& pair, std::size_t policy, std::size_t other) {
      pair.chances.push_back(policy == other ? TailDifference{}
                                             : chance_difference(plan_, found[policy], found[other],
                                                                 together(results_, point_, threshold, {policy, other}),
                                                                 together_));
    });
  }

  void add_worst(std::size_t tail, double level) {
    std::vector<Worst> found;
    for (std::size_t policy = 0; policy < results_.policies(); ++policy) {
      const Worst& worst = found.emplace_back(histograms(results_, point_, policy, tail), level);
      const bool draws = plan_.has_draws();
      // Intervals of a quantile want independent values, which replications of one draw are not.
      tails_.policies[policy].worst.push_back(
          {worst.quantile(),
           draws ? stats::endless
                 : stats::quantile_interval(results_.tail(tail_outcomes[tail], point_, policy), level, alone_),
           worst.cvar(), draws ? worst.interval_between_blocks(alone_) : worst.interval(alone_)});
    }
    for_all_pairs([&](TailDifferences& pair, std::size_t policy, std::size_t other) {
      pair.cvars.push_back(
          {found[policy].cvar() - found[other].cvar(), found[policy].difference_interval(found[other], together_)});
    });
  }

  [[nodiscard]] PointTails take() { return std::move(tails_); }

 private:
  void for_all_pairs(const auto& add) {
    for (std::size_t pair = 0; pair < tails_.pairs.size(); ++pair) {
      heed_stop();
      add(tails_.pairs[pair], pair / results_.policies(), pair % results_.policies());
    }
  }

  const Plan& plan_;
  const Results& results_;
  std::size_t point_;
  double alone_;
  double together_ = 0;
  PointTails tails_;
};

}  // namespace

PointTails tails_of(const Plan& plan, const Results& results, std::size_t point, double confidence) {
  Filling filling(plan, results, point, confidence);
  for (std::size_t threshold = 0; threshold < death_thresholds.size(); ++threshold) {
    filling.add_chances(threshold);
  }
  for (std::size_t tail = 0; tail < tail_outcomes.size(); ++tail) {
    for (const double level : tail_levels) {
      filling.add_worst(tail, level);
    }
  }
  return filling.take();
}

}  // namespace convoyrisk::experiment
