// The promise over draws of uncertain parameters, over many seeds, on plans whose truth is known.
#include <fmt/format.h>

#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>

#include "search/made_draws.hpp"
#include "search/over_draws.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::search {
namespace {

constexpr int seeds = 200;
constexpr int few_seeds = 40;

/// The chance of so many broken promises or more, were each broken with probability 0.05.
double p_value(int broken, int of) {
  const boost::math::binomial_distribution<double> law(of, 0.05);
  return broken == 0 ? 1 : boost::math::cdf(boost::math::complement(law, broken - 1));
}

/// What goes into the mean, with the worst tenth told by the same draws.
std::vector<double> judged(Criterion criterion, const std::vector<double>& harm) {
  std::vector<double> values = harm;
  if (criterion == Criterion::worst) {
    const double threshold = quantile(harm, 1 - worst_share);
    for (double& value : values) {
      value = threshold + std::max(value - threshold, 0.0) / worst_share;
    }
  }
  return values;
}

/// Names by the draws that it judges, which are added until the interval of every difference, taken by itself and as if
/// draws were independent, says that the plan named is good enough.
std::vector<std::size_t> name_carelessly(const test::HardDraws& hard, std::uint64_t seed) {
  const std::vector<test::DrawnPlan>& plans = hard.made.plans();
  std::vector<std::vector<double>> harm(plans.size());
  for (std::uint64_t count = 64;; count *= 2) {
    std::vector<std::vector<double>> values;
    std::vector<double> measures;
    for (std::size_t plan = 0; plan < plans.size(); ++plan) {
      for (std::uint64_t draw = harm[plan].size(); draw < count; ++draw) {
        harm[plan].push_back(hard.made.harm(plan, seed, draw));
      }
      values.push_back(judged(hard.criterion, harm[plan]));
      measures.push_back(std::accumulate(values[plan].begin(), values[plan].end(), 0.0));
    }
    std::vector<std::size_t> named(4, 0);
    bool good = true;
    for (std::size_t cost = 0; cost < named.size(); ++cost) {
      const auto payable = [&](std::size_t plan) { return plans[plan].cost <= static_cast<double>(cost); };
      for (std::size_t plan = 0; plan < plans.size(); ++plan) {
        named[cost] = payable(plan) && measures[plan] < measures[named[cost]] ? plan : named[cost];
      }
      for (std::size_t plan = 0; plan < plans.size() && good; ++plan) {
        Moments difference;
        for (std::size_t draw = 0; payable(plan) && plan != named[cost] && draw < count; ++draw) {
          difference.add(values[named[cost]][draw] - values[plan][draw]);
        }
        good = difference.count() == 0 ||
               stats::mean_estimate(difference.sample(), 0.9).interval.high <= test::HardDraws::within;
      }
    }
    if (good) {
      return named;
    }
  }
}

int broken_over(const test::HardDraws& hard) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const std::vector<std::size_t> named = hard.named(seed);
    REQUIRE(named.size() == 4);
    count += hard.broken(named) ? 1 : 0;
  }
  fmt::print("{} of {} broken\n", count, seeds);
  return count;
}

int broken_carelessly(const test::HardDraws& hard) {
  int count = 0;
  for (std::uint64_t seed = 1; seed <= few_seeds; ++seed) {
    count += hard.broken(name_carelessly(hard, seed)) ? 1 : 0;
  }
  fmt::print("{} of {} broken\n", count, few_seeds);
  return count;
}

// A procedure that breaks its promise with probability 0.05 just fails each test with probability 1e-6.
TEST_CASE("over draws the promise of the mean, and so of the mean regret, holds over 200 seeds") {
  CHECK(p_value(broken_over(test::HardDraws(Criterion::regret)), seeds) > test::false_alarm);
}

TEST_CASE("the promise of the worst tenth of draws holds over 200 seeds") {
  CHECK(p_value(broken_over(test::HardDraws(Criterion::worst)), seeds) > test::false_alarm);
}

TEST_CASE("negative control: naming by the draws that judge, with intervals that do not hold together, breaks both") {
  for (const Criterion criterion : {Criterion::mean, Criterion::worst}) {
    CHECK(p_value(broken_carelessly(test::HardDraws(criterion)), few_seeds) < test::false_alarm);
  }
}

TEST_CASE("negative control: the worst tenth is not that of the plan with the least mean") {
  const test::HardDraws hard(Criterion::worst);
  int count = 0;
  for (std::uint64_t seed = 1; seed <= few_seeds; ++seed) {
    const Screening screening = hard.made.screen(Criterion::mean, test::HardDraws::within, seed);
    std::vector<std::size_t> named;
    for (int cost = 0; cost < 4; ++cost) {
      named.push_back(screening.named(cost));
    }
    count += hard.broken(named) ? 1 : 0;
  }
  CHECK(count == few_seeds);
}

}  // namespace
}  // namespace convoyrisk::search
