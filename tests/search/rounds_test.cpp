#include "search/rounds.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "search/made_draws.hpp"

namespace convoyrisk::search {
namespace {

TEST_CASE("over draws the plans named keep the promise, by mean and by the worst tenth") {
  // Five seeds; of 200 in promise_over_draws_test.cpp.
  for (const Criterion criterion : {Criterion::mean, Criterion::worst}) {
    const test::HardDraws hard(criterion);
    int broken = 0;
    for (std::uint64_t seed = 1001; seed <= 1005; ++seed) {
      const std::vector<std::size_t> named = hard.named(seed);
      REQUIRE(named.size() == 4);
      broken += hard.broken(named) ? 1 : 0;
    }
    CHECK(broken <= 2);
  }
}

TEST_CASE("rounds are each as long as all before them, and neither they nor the figures share a replication") {
  const test::HardDraws hard(Criterion::worst);
  for (const std::int64_t first : {0, 1}) {
    std::vector<PlanNumber> plans(hard.made.plans().size());
    std::iota(plans.begin(), plans.end(), PlanNumber{0});
    Means means;
    means.inner = 1;
    Screening screening(plans, {0.95, test::HardDraws::within, false});
    Thresholds thresholds(Criterion::mean, screening);
    std::vector<Blocks> rounds;
    const Evaluate evaluate = hard.made.evaluate(1);
    const Watch nobody;
    Rounds search(
        means,
        [&](const auto& references, const auto& others, const Blocks& blocks, const auto&... more) {
          rounds.push_back(blocks);
          evaluate(references, others, blocks, more...);
        },
        nobody, first);
    search.run(screening, thresholds, 5000);
    std::int64_t next = first;
    for (const Blocks& round : rounds) {
      CHECK(round.first == next);
      CHECK(round.count == std::max<std::int64_t>(next, 1));
      next += round.count;
    }
    CHECK(rounds.size() >= 4);
    CHECK(search.fresh().first == next);
    CHECK(search.fresh().count == std::max<std::int64_t>(rounds.back().count, 20));
    CHECK(means.replications(next - rounds.back().count) < 5000);
  }
}

TEST_CASE("a trial is a scrambling of draws, a block a round of them, and what is kept is put in their order") {
  Means means;
  means.inner = 16;
  CHECK(means.replications(1) == 64 * 16);
  std::set<std::int64_t> draws;
  std::vector<double> kept;
  for (std::int64_t trial = 0; trial < 3 * means.trials_of_block(); ++trial) {
    for (std::int64_t place = 0; place < means.samples_of_trial(); ++place) {
      const std::int64_t draw = means.sample(trial, place);
      CHECK(draw / 64 == trial / means.trials_of_block());
      CHECK(draw % 8 == trial % means.trials_of_block());
      draws.insert(draw);
      kept.push_back(static_cast<double>(draw));
    }
  }
  CHECK(draws.size() == 192);
  CHECK(*draws.rbegin() == 191);
  CHECK(std::ranges::is_sorted(in_order_of_draws(kept)));
  means.inner = 0;
  CHECK(means.replications(1) == 256);
  CHECK(means.sample(77, 0) == 77);
}

}  // namespace
}  // namespace convoyrisk::search
