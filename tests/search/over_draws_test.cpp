// What is said of a step over draws that are spread evenly, over many seeds, on plans whose truth is known.
#include "search/over_draws.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "search/made_draws.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::search {
namespace {

constexpr std::uint64_t seeds = 400;
constexpr double within = 0.5;

/// The last one is the best on average and worse than the others in many draws.
const test::MadeDraws& made() {
  static const test::MadeDraws plans({{10, 0.3, 0}, {9.5, 0.5, 1}, {9, 0.8, 2}});
  return plans;
}

struct Truth {
  double harm = 0;
  double spread = 0;
  double low = 0;
  double high = 0;
  double chance = 0;
  double regret = 0;
  double worst_regret = 0;
};

/// Of the last plan, from 400,000 draws.
Truth truth() {
  constexpr std::uint64_t draws = 400'000;
  Moments harm;
  Moments regret;
  std::vector<double> values;
  std::vector<double> regrets;
  double near = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const auto of = [draw](std::size_t plan) { return made().harm(plan, 1'000'000, draw); };
    values.push_back(of(2));
    regrets.push_back(of(2) - std::min({of(0), of(1), of(2)}));
    harm.add(values.back());
    regret.add(regrets.back());
    near += regrets.back() <= within ? 1 : 0;
  }
  std::ranges::sort(regrets);
  std::ranges::sort(values);
  return {harm.mean(),
          std::sqrt(harm.variance()),
          values[draws / 20],
          values[draws - draws / 20],
          near / draws,
          regret.mean(),
          std::accumulate(regrets.end() - draws / 20, regrets.end(), 0.0) * 20 / draws};
}

OverDraws found(std::uint64_t seed, std::int64_t blocks) {
  std::vector<PlanSums> sums;
  made().evaluate(seed)({0, 1, 2}, {}, {0, blocks}, {[&sums](std::vector<PlanSums> of) { sums = std::move(of); }, {}},
                        {.keep = true});
  return over_draws(sums, within, 0.95);
}

/// The chance of so many misses or more, were each to happen with probability 0.05.
double p_value(std::int64_t misses) {
  const boost::math::binomial_distribution<double> law(static_cast<double>(seeds), 0.05);
  return misses == 0 ? 1 : boost::math::cdf(boost::math::complement(law, static_cast<double>(misses - 1)));
}

// Limits that miss in just 5 % fail each of the first two checks with probability 1e-6. The control has the limits of
// nine times as many draws.
TEST_CASE("chance and regret over draws have intervals that hold, and the rest is near the truth") {
  const Truth true_value = truth();
  std::int64_t chance_misses = 0;
  std::int64_t regret_misses = 0;
  std::int64_t careless_misses = 0;
  Moments spread;
  Moments low;
  Moments high;
  Moments chance;
  Moments regret;
  Moments worst_regret;
  constexpr std::int64_t draws = 256;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const OverDraws over = found(seed, draws / 64);
    const auto outside = [](const stats::Interval& interval, double value) {
      return value < interval.low || value > interval.high ? 1 : 0;
    };
    chance_misses += outside(over.chance_interval, true_value.chance);
    regret_misses += outside(over.regret.interval, true_value.regret);
    const auto near = static_cast<std::int64_t>(std::lround(over.chance * draws));
    careless_misses += outside(stats::clopper_pearson(9 * near, 9 * draws, 0.95), true_value.chance);
    spread.add(over.spread);
    low.add(over.middle.low);
    high.add(over.middle.high);
    chance.add(over.chance);
    regret.add(over.regret.mean);
    worst_regret.add(over.worst_regret);
  }
  CHECK(p_value(chance_misses) > test::false_alarm);
  CHECK(p_value(regret_misses) > test::false_alarm);
  CHECK(p_value(careless_misses) < test::false_alarm);
  CHECK(chance.mean() == Approx(true_value.chance).epsilon(0.02));
  CHECK(regret.mean() == Approx(true_value.regret).epsilon(0.02));
  CHECK(worst_regret.mean() == Approx(true_value.worst_regret).epsilon(0.05));
  CHECK(spread.mean() == Approx(true_value.spread).epsilon(0.05));
  CHECK(low.mean() == Approx(true_value.low).epsilon(0.02));
  CHECK(high.mean() == Approx(true_value.high).epsilon(0.05));
}

TEST_CASE("the least of two steps is near the best in each draw, the first one where it is") {
  // Four trials of two draws: harm of two steps by draw.
  const auto step = [](const std::vector<double>& harm) {
    PlanSums sums;
    for (std::size_t i = 0; i < harm.size(); i += 2) {
      const Values values{(harm[i] + harm[i + 1]) / 2, 0, 0, 0.5};
      sums.add(values, std::vector<Values>{values}, 0.95);
      sums.kept.push_back(harm[i]);
      sums.kept.push_back(harm[i + 1]);
    }
    return sums;
  };
  const std::vector<PlanSums> steps{step({1, 2, 3, 4, 5, 6, 7, 8}), step({2, 2, 2, 5, 4, 3, 8, 8})};
  const OverDraws first = over_draws(std::span(steps).first(1), 0.5, 0.95);
  CHECK(first.chance == 1);
  CHECK(first.regret.mean == 0);
  CHECK(first.worst_regret == 0);
  CHECK(first.spread == Approx(std::sqrt(6.0 - 0.5)));  // the variance of 1 to 8, less that of luck
  CHECK(first.middle.low == 1);
  CHECK(first.middle.high == 8);
  const OverDraws second = over_draws(steps, 0.5, 0.95);
  CHECK(second.chance == Approx(5.0 / 8));  // worse by 1, 0, -1, 1, -1, -3, 1, 0
  CHECK(second.regret.mean == Approx(3.0 / 8));
  CHECK(second.worst_regret == Approx(1));
}

TEST_CASE("a quantile is the least value that so large a share does not exceed") {
  const std::vector<double> values{5, 1, 4, 2, 3};
  CHECK(quantile(values, 0) == 1);
  CHECK(quantile(values, 0.2) == 1);
  CHECK(quantile(values, 0.21) == 2);
  CHECK(quantile(values, 0.9) == 5);
  CHECK(quantile(values, 1) == 5);
}

}  // namespace
}  // namespace convoyrisk::search
