// The promise of the screening over many seeds, on plans whose truth is known.
#include <fmt/format.h>

#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>

#include "search/made_plans.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::search {
namespace {

constexpr int seeds = 200;
constexpr int few_seeds = 40;

/// Sixty plans at three costs. At each cost one is the best, and the others are worse by a little more than what is
/// promised: the hardest case.
test::MadePlans hard_plans(double within) {
  std::vector<test::MadePlan> plans{{10, 0, 100}};
  for (int i = 0; i < 60; ++i) {
    const double cost = 1 + i % 3;
    plans.push_back({10 - 2 * cost + (i < 57 ? 1.2 * within : 0), cost, 100});
  }
  return test::MadePlans(plans);
}

/// Whether for some budget the plan named is worse than the best that the budget can pay by more than was promised.
bool broken(const std::vector<test::MadePlan>& plans, const std::vector<std::size_t>& named_by_cost, double within) {
  for (std::size_t cost = 0; cost < named_by_cost.size(); ++cost) {
    const test::MadePlan& named = plans[named_by_cost[cost]];
    for (const test::MadePlan& plan : plans) {
      const bool payable = plan.cost <= static_cast<double>(cost);
      if (named.cost > static_cast<double>(cost) || (payable && named.harm > plan.harm + within)) {
        return true;
      }
    }
  }
  return false;
}

/// Names by means alone, of replications that are added until the interval of every difference, taken by itself, says
/// that the plan named is good enough.
std::vector<std::size_t> name_carelessly(const test::MadePlans& made, double within, std::uint64_t seed) {
  std::vector<Moments> harm(made.plans().size());
  std::vector<std::vector<double>> values(made.plans().size());
  for (std::uint64_t count = 256;; count *= 2) {
    for (std::size_t plan = 0; plan < harm.size(); ++plan) {
      for (std::uint64_t i = values[plan].size(); i < count; ++i) {
        values[plan].push_back(made.values(plan, seed, i).harm);
        harm[plan].add(values[plan].back());
      }
    }
    std::vector<std::size_t> named(4, 0);
    bool good = true;
    for (std::size_t cost = 0; cost < named.size(); ++cost) {
      const auto payable = [&](std::size_t plan) { return made.plans()[plan].cost <= static_cast<double>(cost); };
      const auto rival = [&](std::size_t plan) { return plan != named[cost] && payable(plan); };
      for (std::size_t plan = 0; plan < harm.size(); ++plan) {
        named[cost] = payable(plan) && harm[plan].mean() < harm[named[cost]].mean() ? plan : named[cost];
      }
      for (std::size_t plan = 0; plan < harm.size() && good; ++plan) {
        Moments difference;
        for (std::uint64_t i = 0; rival(plan) && i < count; ++i) {
          difference.add(values[named[cost]][i] - values[plan][i]);
        }
        good = !rival(plan) || stats::mean_estimate(difference.sample(), 0.9).interval.high <= within;
      }
    }
    if (good) {
      return named;
    }
  }
}

/// The chance of so many broken promises or more, were each broken with probability 0.05.
double p_value(int broken, int of) {
  const boost::math::binomial_distribution<double> law(of, 0.05);
  return broken == 0 ? 1 : boost::math::cdf(boost::math::complement(law, broken - 1));
}

// A procedure that breaks its promise with probability 0.05 just fails the test with probability 1e-6.
TEST_CASE("the promise holds over 200 seeds, for all budgets at once") {
  constexpr double within = 0.4;
  const test::MadePlans made = hard_plans(within);
  int count = 0;
  std::int64_t rounds = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Screening screening = made.screen({0.95, within, false}, seed);
    REQUIRE(screening.reached());
    std::vector<std::size_t> named;
    for (int cost = 0; cost < 4; ++cost) {
      named.push_back(screening.named(cost));
    }
    count += broken(made.plans(), named, within) ? 1 : 0;
    rounds += screening.round();
  }
  fmt::print("{} of {} broken, {:.1f} rounds on average\n", count, seeds, static_cast<double>(rounds) / seeds);
  CHECK(p_value(count, seeds) > test::false_alarm);
}

TEST_CASE("negative control: naming by means, with intervals that do not hold together, breaks the promise") {
  constexpr double within = 0.4;
  const test::MadePlans made = hard_plans(within);
  int count = 0;
  for (std::uint64_t seed = 1; seed <= few_seeds; ++seed) {
    count += broken(made.plans(), name_carelessly(made, within, seed), within) ? 1 : 0;
  }
  fmt::print("{} of {} broken\n", count, few_seeds);
  CHECK(p_value(count, few_seeds) < test::false_alarm);
}

}  // namespace
}  // namespace convoyrisk::search
