#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "random/distributions.hpp"
#include "random/scrambling.hpp"
#include "random/stream.hpp"
#include "search/rounds.hpp"

namespace convoyrisk::test {

/// A plan whose harm in a draw of two uncertain parameters is made up: `mean` times a lognormal of mean 1 and this
/// spread, times a factor that all plans share, and luck of its own.
struct DrawnPlan {
  double mean = 0;
  double spread = 0;
  double cost = 0;
};

class MadeDraws {
 public:
  explicit MadeDraws(std::vector<DrawnPlan> plans) : plans_(std::move(plans)) {}

  [[nodiscard]] const std::vector<DrawnPlan>& plans() const { return plans_; }

  /// Of a draw: what its two parameters make of a plan with each spread.
  [[nodiscard]] double harm(std::size_t plan, std::uint64_t seed, std::uint64_t draw) const {
    const auto parameter = [&](std::uint64_t number) {
      return random::normal_quantile(random::scrambled_uniform(seed, 1, number, draw));
    };
    return harm(plan, parameter(1), parameter(2), random::Stream(seed, 2, draw, plan, 0).uniform());
  }

  /// As a search simulates its plans, of one replication a draw.
  [[nodiscard]] search::Evaluate evaluate(std::uint64_t seed) const {
    return [this, seed](const auto& references, const auto& plans, const search::Blocks& blocks,
                        const search::Taker& taker, const search::Measure& measure) {
      const std::vector<Trial> trials = trials_of(blocks, seed);
      std::vector<std::vector<search::Values>> of_references(trials.size());
      std::vector<search::PlanSums> sums(references.size());
      for (std::size_t i = 0; i < references.size(); ++i) {
        for (std::size_t trial = 0; trial < trials.size(); ++trial) {
          of_references[trial].push_back(
              values(references[i], trials[trial], seed, measure, measure.of_references, i, sums[i]));
        }
      }
      for (std::size_t i = 0; i < references.size(); ++i) {
        for (const std::vector<search::Values>& of_trial : of_references) {
          sums[i].add(of_trial[i], of_trial, 0.95);
        }
      }
      taker.references(std::move(sums));
      for (std::size_t i = 0; i < plans.size(); ++i) {
        search::PlanSums of_plan;
        for (std::size_t trial = 0; trial < trials.size(); ++trial) {
          of_plan.add(values(plans[i], trials[trial], seed, measure, measure.of_plans, i, of_plan),
                      of_references[trial], 0.95);
        }
        taker.plan(i, of_plan);
      }
    };
  }

  [[nodiscard]] search::Screening screen(search::Criterion criterion, double within, std::uint64_t seed) const {
    std::vector<search::PlanNumber> numbers(plans_.size());
    std::iota(numbers.begin(), numbers.end(), search::PlanNumber{0});
    search::Means means;
    means.inner = 1;
    search::Screening screening(numbers, {0.95, within, false});
    search::Thresholds thresholds(criterion, screening);
    const search::Watch nobody;
    search::Rounds rounds(means, evaluate(seed), nobody, thresholds.wanted() ? 1 : 0);
    if (thresholds.wanted()) {
      rounds.find_thresholds(screening, thresholds);
    }
    rounds.run(screening, thresholds, 1'000'000);
    return screening;
  }

 private:
  struct Draw {
    std::uint64_t number = 0;
    double first = 0;  ///< the parameters, as normal scores
    double second = 0;
  };
  using Trial = std::vector<Draw>;

  [[nodiscard]] double harm(std::size_t plan, double first, double second, double luck) const {
    const double spread = plans_[plan].spread;
    return plans_[plan].mean * (std::exp(spread * first - spread * spread / 2) * (1 + 0.1 * second) +
                                0.15 * (random::exponential(luck) - 1));
  }

  [[nodiscard]] static std::vector<Trial> trials_of(const search::Blocks& blocks, std::uint64_t seed) {
    search::Means means;
    means.inner = 1;
    std::vector<Trial> trials;
    const std::int64_t size = means.trials_of_block();
    for (std::int64_t trial = blocks.first * size; trial < (blocks.first + blocks.count) * size; ++trial) {
      Trial& draws = trials.emplace_back();
      for (std::int64_t place = 0; place < means.samples_of_trial(); ++place) {
        const auto number = static_cast<std::uint64_t>(means.sample(trial, place));
        const auto parameter = [&](std::uint64_t of) {
          return random::normal_quantile(random::scrambled_uniform(seed, 1, of, number));
        };
        draws.push_back({number, parameter(1), parameter(2)});
      }
    }
    return trials;
  }

  [[nodiscard]] search::Values values(search::PlanNumber number, const Trial& trial, std::uint64_t seed,
                                      const search::Measure& measure, const std::vector<double>& thresholds,
                                      std::size_t place, search::PlanSums& sums) const {
    const auto plan = static_cast<std::size_t>(number);
    search::Values values{0, plans_[plan].cost, 100};
    for (const Draw& draw : trial) {
      double found = harm(plan, draw.first, draw.second, random::Stream(seed, 2, draw.number, plan, 0).uniform());
      if (measure.keep) {
        sums.kept.push_back(found);
      }
      if (!thresholds.empty()) {
        found = thresholds[place] + std::max(found - thresholds[place], 0.0) / search::worst_share;
      }
      values.harm += found / static_cast<double>(trial.size());
    }
    return values;
  }

  std::vector<DrawnPlan> plans_;
};

/// The mean of values, or of the greatest tenth of them.
[[nodiscard]] inline double measured(search::Criterion criterion, std::vector<double> values) {
  const auto first = static_cast<std::ptrdiff_t>(
      criterion == search::Criterion::worst ? std::ceil(static_cast<double>(values.size()) * (1 - search::worst_share))
                                            : 0);
  std::ranges::sort(values);
  return std::accumulate(values.begin() + first, values.end(), 0.0) /
         static_cast<double>(static_cast<std::ptrdiff_t>(values.size()) - first);
}

/// Sixty plans at three costs, and the measure of each: at each cost one is the best, sixteen are worse by a little
/// more than what is promised, and three, with a greater spread between draws, are worse by much more though better on
/// average where the worst draws count.
struct HardDraws {
  static constexpr double within = 0.45;

  explicit HardDraws(search::Criterion of) : criterion(of), made(plans_for(of)) {
    for (const DrawnPlan& plan : made.plans()) {
      truth.push_back(plan.mean * factor(of, plan.spread));
    }
  }

  [[nodiscard]] bool broken(const std::vector<std::size_t>& named_by_cost) const {
    for (std::size_t cost = 0; cost < named_by_cost.size(); ++cost) {
      const std::size_t named = named_by_cost[cost];
      for (std::size_t plan = 0; plan < truth.size(); ++plan) {
        const bool payable = made.plans()[plan].cost <= static_cast<double>(cost);
        if (made.plans()[named].cost > static_cast<double>(cost) || (payable && truth[named] > truth[plan] + within)) {
          return true;
        }
      }
    }
    return false;
  }

  [[nodiscard]] std::vector<std::size_t> named(std::uint64_t seed) const {
    const search::Screening screening = made.screen(criterion, within, seed);
    std::vector<std::size_t> plans;
    for (int cost = 0; screening.reached() && cost < 4; ++cost) {
      plans.push_back(screening.named(cost));
    }
    return plans;
  }

  search::Criterion criterion;
  MadeDraws made;
  std::vector<double> truth;

 private:
  static constexpr double narrow = 0.3;
  static constexpr double wide = 0.8;

  /// What is measured of a plan of mean 1: 1, or from 400,000 draws.
  [[nodiscard]] static double factor(search::Criterion of, double spread) {
    if (of != search::Criterion::worst) {
      return 1;
    }
    static const double of_narrow = worst_of(narrow);
    static const double of_wide = worst_of(wide);
    return spread == narrow ? of_narrow : of_wide;
  }

  [[nodiscard]] static double worst_of(double spread) {
    const MadeDraws one({{1, spread, 0}});
    std::vector<double> values;
    for (std::uint64_t draw = 0; draw < 400'000; ++draw) {
      values.push_back(one.harm(0, 1'000'000, draw));
    }
    return measured(search::Criterion::worst, std::move(values));
  }

  [[nodiscard]] static std::vector<DrawnPlan> plans_for(search::Criterion of) {
    std::vector<DrawnPlan> plans{{16 / factor(of, narrow), narrow, 0}};
    for (int i = 0; i < 60; ++i) {
      const double cost = 1 + i % 3;
      const double spread = i < 9 ? wide : narrow;
      const double worse = i < 9 ? 10 * within : i < 57 ? 1.2 * within : 0;
      plans.push_back({(16 - 3 * cost + worse) / factor(of, spread), spread, cost});
    }
    return plans;
  }
};

}  // namespace convoyrisk::test
