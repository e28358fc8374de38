#include "search/screening.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "search/made_plans.hpp"

namespace convoyrisk::search {
namespace {

TEST_CASE("with plans that are far apart the front is exact") {
  // Costs 0, 1, 2, 3 and harm 10, 8, 9, 5: the third is dominated.
  const test::MadePlans made({{10, 0, 100}, {8, 1, 100}, {9, 2, 100}, {5, 3, 100}});
  const Screening screening = made.screen({0.95, 0.02, true}, 1);
  REQUIRE(screening.reached());
  std::vector<PlanNumber> named;
  for (const Step& step : screening.steps()) {
    named.push_back(screening.records()[step.record].plan);
  }
  CHECK(named == std::vector<PlanNumber>{0, 1, 3});
  CHECK(screening.records()[2].fate == Fate::dominated);
  CHECK(screening.records()[2].removed_by == 1);
  CHECK(screening.named(-1) == 0);
  CHECK(screening.named(0.5) == 0);
  CHECK(screening.named(1) == 1);
  CHECK(screening.named(2.9) == 1);
  CHECK(screening.named(1e9) == 3);
}

TEST_CASE("a plan that delivers too little is never named") {
  const test::MadePlans made({{10, 0, 100}, {2, 1, 90}, {8, 2, 96}});
  const Screening screening = made.screen({0.95, 0.02, true}, 1);
  REQUIRE(screening.reached());
  CHECK(screening.records()[1].fate == Fate::undelivered);
  CHECK(screening.named(10) == 2);
}

TEST_CASE("a budget pays for a plan from the upper bound of its cost on") {
  // The plan costs 1 on average, the luck of a replication is 0.6 (standard deviation).
  const test::MadePlans made({{10, 0, 100}, {5, 1, 100, 1}});
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Screening screening = made.screen({0.95, 0.02, true}, seed);
    REQUIRE(screening.reached());
    const double from = screening.records()[1].payable_from;
    CHECK(from > 1);
    CHECK(from < 1.3);
    REQUIRE(screening.steps().size() == 2);
    CHECK(screening.steps()[1].from == from);
    CHECK(screening.named(from) == 1);
    CHECK(screening.named(0.9999 * from) == 0);
  }
}

TEST_CASE("a plan that costs more on average but needs less money, as less luck is in its cost, is named") {
  // The last plan is a little better and cheaper, and has ten times the luck in its cost.
  const test::MadePlans made({{10, 0, 100}, {5, 1.01, 100, 0.1}, {4.9, 1, 100, 1}});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Screening screening = made.screen({0.95, 0.4, false}, seed);
    REQUIRE(screening.reached());
    const double from = screening.records()[1].payable_from;
    CHECK(from < 1.1);
    CHECK(screening.named(from) == 1);
  }
}

TEST_CASE("of many plans whose costs differ by luck alone one is named, without waiting for the cheapest to be told") {
  std::vector<test::MadePlan> plans{{10, 0, 100}};
  for (int i = 0; i < 12; ++i) {
    plans.push_back({5 + 0.01 * i, 1, 100, 0.3});
    plans.push_back({3 + 0.01 * i, 2, 100, 0.3});
  }
  const test::MadePlans made(plans);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Screening screening = made.screen({0.95, 0.5, false}, seed, 8);
    CHECK(screening.reached());
    CHECK(screening.named(0.99) == 0);
    CHECK(plans[screening.named(1.1)].harm < 5.2);
    CHECK(plans[screening.named(2.1)].harm < 3.2);
  }
}

TEST_CASE("the chance to fail is shared among all bounds of a round, and among all rounds") {
  const test::MadePlans made({{10, 0, 100}, {5, 1, 100, 1}});
  // By round: its first replication, and its bounds of two plans against 1 and 2 references.
  const auto high = [&made](int round, std::uint64_t first, int bounds) {
    const PlanSums sums = made.sums(1, made.values({0}, 3, first, 256), 3, first);
    const double tail = 0.05 / (round * (round + 1)) / bounds;
    return stats::mean_estimate(sums.cost.sample(), 1 - 2 * tail).interval.high;
  };
  CHECK(made.screen({0.95, 1e-9, false}, 3, 1).records()[1].payable_from == Approx(high(1, 0, 12)).epsilon(1e-12));
  CHECK(made.screen({0.95, 1e-9, false}, 3, 2).records()[1].payable_from == Approx(high(2, 256, 18)).epsilon(1e-12));
}

TEST_CASE("no plan is removed by one that is not shown to cost no more") {
  // The last two differ in cost by less than its luck.
  const test::MadePlans made({{10, 0, 100}, {5, 1, 100, 0.5}, {5, 1.001, 100, 0.5}});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Screening screening = made.screen({0.95, 3, false}, seed, 3);
    CHECK(screening.records()[1].fate == Fate::stays);
    CHECK(screening.records()[2].fate == Fate::stays);
  }
}

TEST_CASE("a plan that was removed is compared with one that is left over the rounds that both took part in") {
  const test::MadePlans made({{10, 0, 100}, {8, 1, 100}, {9, 2, 100}, {5, 3, 100}, {4.95, 4, 100}});
  const Screening screening = made.screen({0.95, 0.2, false}, 1);
  const std::int32_t removed_in = screening.records()[2].stage;
  REQUIRE(screening.records()[2].fate == Fate::dominated);
  REQUIRE(removed_in < screening.round());
  Moments difference;
  for (std::uint64_t i = 0; i < (std::uint64_t{128} << static_cast<unsigned>(removed_in)); ++i) {
    difference.add(made.values(2, 1, i).harm - made.values(3, 1, i).harm);
  }
  CHECK(screening.seen_worse(2, 3) == Approx(difference.mean()).epsilon(1e-9));
}

TEST_CASE("costs that differ by rounding alone are the same") {
  // The last two plans cost 0.1 + 0.2 and 0.3.
  const test::MadePlans made({{10, 0, 100}, {8, 0.1, 100}, {2, 0.1 + 0.2, 100}, {5, 0.3, 100}});
  const Screening screening = made.screen({0.95, 0.02, true}, 1);
  REQUIRE(screening.reached());
  CHECK(screening.steps().size() == 3);
  CHECK(screening.named(0.3) == 2);
  CHECK(screening.named(0.29) == 1);
  CHECK(screening.named(0) == 0);
  CHECK(can_pay(0, 0));
  CHECK_FALSE(can_pay(0, 1e-6));
  CHECK_FALSE(can_pay(1e9, std::numeric_limits<double>::infinity()));
}

TEST_CASE("a plan that may deliver too little does not hide those that deliver enough") {
  // The second plan is the best and the cheapest, and delivers just the least share: nobody can ever tell.
  const test::MadePlans made({{10, 0, 100}, {4, 1, 95, 0, 20}, {7, 2, 100}, {5, 3, 100}});
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Screening screening = made.screen({0.95, 0.02, true}, seed, 6);
    if (screening.records()[1].fate == Fate::stays && !screening.records()[1].delivers) {
      CHECK_FALSE(screening.reached());
      CHECK(screening.named(1.5) == 0);
      CHECK(screening.named(2) == 2);
      CHECK(screening.named(10) == 3);
    }
  }
}

TEST_CASE("of plans with the same outcomes the first is named, and the others are removed") {
  // Plans 1 and 2 do the same; plan 3 does the same as the base and costs more.
  test::MadePlans made({{10, 0, 100}, {6, 1, 100}, {6, 1, 100}, {10, 2, 100}});
  made.same_as(2, 1);
  made.same_as(3, 0);
  const Screening screening = made.screen({0.95, 0.02, true}, 1);
  REQUIRE(screening.reached());
  CHECK(screening.named(10) == 1);
  for (const Step& step : screening.steps()) {
    CHECK((step.record == 0 || step.record == 1));
  }
}

TEST_CASE("with effects that add up the front is that of a knapsack, by enumeration") {
  const std::vector<double> saved{1, 2.5, 4, 8, 3};
  const std::vector<double> costs{2, 3, 7, 11, 4};
  std::vector<test::MadePlan> plans;
  for (std::size_t plan = 0; plan < 32; ++plan) {
    test::MadePlan& made = plans.emplace_back(test::MadePlan{40, 0, 100});
    for (std::size_t lever = 0; lever < saved.size(); ++lever) {
      made.harm -= ((plan >> lever) & 1U) != 0 ? saved[lever] : 0;
      made.cost += ((plan >> lever) & 1U) != 0 ? costs[lever] : 0;
    }
  }
  test::MadePlans made(plans);
  for (std::size_t plan = 1; plan < plans.size(); ++plan) {
    made.same_as(plan, 0);
  }
  const Screening screening = made.screen({0.95, 0.4, false}, 1);
  REQUIRE(screening.reached());
  for (int budget = 0; budget <= 27; ++budget) {
    double least = 40;
    for (const test::MadePlan& plan : plans) {
      least = plan.cost <= budget ? std::min(least, plan.harm) : least;
    }
    CHECK(plans[screening.named(budget)].harm == Approx(least));
    CHECK(plans[screening.named(budget)].cost <= budget);
  }
}

TEST_CASE("nothing is promised before anything happened") {
  const test::MadePlans made({{0, 0, 100}, {0, 1, 100}});
  const Screening screening = made.screen({0.95, 0.1, false}, 1, 8);
  CHECK_FALSE(screening.reached());
  CHECK(screening.round() == 8);
}

TEST_CASE("plans that hardly ever differ are not called as good before a law of rare differences says so") {
  // They differ in one of 5,000 replications, by 10 at most: a bound of 10 times the chance.
  test::MadePlans made({{10, 0, 100}, {10, 0, 100}});
  made.same_as(1, 0);
  const Screening after_one = made.screen({0.95, 0.01, false}, 1, 1);
  CHECK_FALSE(after_one.reached());
  const Screening after_more = made.screen({0.95, 1, false}, 1);
  CHECK(after_more.reached());
}

/// A round without luck, so that all bounds are exact; but whether a plan delivers 95 is never known.
void exact_round(Screening& screening, const std::vector<test::MadePlan>& plans) {
  const auto values = [&plans](std::size_t plan, int replication) {
    const double delivered = plans[plan].delivered + (replication % 2 == 0 ? 1 : -1) * plans[plan].luck_of_delivered;
    return Values{plans[plan].harm, plans[plan].cost, delivered};
  };
  const std::vector<std::size_t> references = screening.references();
  const auto sums = [&](std::size_t plan) {
    PlanSums left;
    for (int i = 0; i < 256; ++i) {
      std::vector<Values> of_references;
      for (const std::size_t reference : references) {
        of_references.push_back(values(reference, i));
      }
      left.add(values(plan, i), of_references, 0.95);
    }
    return left;
  };
  std::vector<PlanSums> of_references;
  for (const std::size_t reference : references) {
    of_references.push_back(sums(reference));
  }
  const std::vector<std::size_t> others = screening.others();
  screening.begin_round(std::move(of_references));
  for (const std::size_t other : others) {
    screening.judge(other, sums(other));
  }
  screening.end_round();
}

/// Each of the last three plans but one is a little worse than the next and cheaper; the least worse by this.
Screening after_two_rounds(double worse, bool endless) {
  std::vector<test::MadePlan> plans{{10, 0, 100}, {1, 20, 100}, {5.15 + worse, 8, 100}, {5.15, 9, 100}, {5, 10, 100}};
  if (endless) {
    plans.push_back({0.5, 1, 95, 0, 5});
  }
  std::vector<PlanNumber> numbers(plans.size());
  std::iota(numbers.begin(), numbers.end(), PlanNumber{0});
  Screening screening(numbers, {0.95, 1.2, false});
  exact_round(screening, plans);
  exact_round(screening, plans);
  return screening;
}

TEST_CASE("what a plan is worse than those that it removed is kept, handed on, and counted in the promise") {
  const Screening ended = after_two_rounds(0.42, false);
  CHECK(ended.reached());
  CHECK(ended.records()[4].removed_by == 3);
  CHECK(ended.records()[3].slack == Approx(0.15));
  CHECK(ended.shortfall() == Approx(0.15));
  const Screening handed_on = after_two_rounds(0.42, true);
  CHECK_FALSE(handed_on.reached());
  CHECK(handed_on.records()[3].removed_by == 2);
  CHECK(handed_on.records()[2].slack == Approx(0.15 + 0.42));
  // 0.15 + 0.5 would be more than half of what is promised.
  const Screening not_removed = after_two_rounds(0.5, true);
  CHECK(not_removed.records()[4].removed_by == 3);
  CHECK(not_removed.records()[3].fate == Fate::stays);
}

TEST_CASE("references stand for all plans of the estimated front, and do not grow with the space") {
  std::vector<test::MadePlan> plans;
  for (int i = 0; i < 300; ++i) {
    plans.push_back({100 - 0.3 * i, static_cast<double>(i), 100});
  }
  const test::MadePlans made(plans);
  const Screening screening = made.screen({0.95, 0.02, true}, 1, 4);
  CHECK(screening.references().size() > 40);
  CHECK(screening.references().size() <= 202);
}

}  // namespace
}  // namespace convoyrisk::search
