#include "experiment/tail/tail.hpp"

#include <bit>
#include <catch2/catch.hpp>

#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

TailSettings settings(std::int64_t replications, int threads) {
  return {.replications = replications,
          .seed = 91,
          .threads = threads,
          .policies = {PolicyId(std::size_t{0}), PolicyId(std::size_t{1})},
          .at = {}};
}

/// All bits of what was found.
std::vector<std::uint64_t> bits(const TailResults& results) {
  std::vector<std::uint64_t> words;
  for (const PolicyTail& policy : results.policies) {
    words.push_back(static_cast<std::uint64_t>(policy.choice.dead));
    for (const TiltMixture::Part& part : policy.choice.mixture.parts()) {
      words.push_back(std::bit_cast<std::uint64_t>(part.share));
    }
    for (std::size_t n = 0; n < policy.killed_total.size(); ++n) {
      const stats::WeightedEstimate found = policy.exceedance(n, 0.95);
      words.push_back(std::bit_cast<std::uint64_t>(found.estimate.mean));
      words.push_back(std::bit_cast<std::uint64_t>(found.estimate.standard_error));
      words.push_back(std::bit_cast<std::uint64_t>(found.largest_share));
    }
  }
  return words;
}

TEST_CASE("a tail run is the same bit by bit for any number of threads") {
  const model::World world(test::read_file("tests/reference/scenarios/12-everything.yaml"));
  const std::vector<std::uint64_t> one = bits(run_tail(world, settings(700, 1)));
  CHECK(one.size() > 100);
  CHECK(bits(run_tail(world, settings(700, 2))) == one);
  CHECK(bits(run_tail(world, settings(700, 7))) == one);
}

TEST_CASE("a tail run that is stopped has whole blocks, the first ones") {
  const model::World world(test::read_file("tests/reference/scenarios/12-everything.yaml"));
  std::atomic<bool> stop = false;
  const TailSettings asked = settings(2000, 1);
  const std::vector<TiltChoice> plain(2);
  const TailResults part = sample_tail(
      world, asked, plain, [&stop](std::int64_t done) { stop = done >= 512; }, &stop);
  CHECK(part.replications == 512);
  CHECK(bits(part) == bits(sample_tail(world, settings(512, 1), plain)));
}

TEST_CASE("without an attack there is nothing to tilt") {
  const model::World world(test::read(test::Blocks{}));
  TailSettings asked = settings(300, 1);
  asked.policies.resize(1);
  const PolicyTail tail = run_tail(world, asked).policies.front();
  CHECK(tail.choice.dead == 0);
  CHECK(tail.choice.mixture.parts().size() == 1);
  CHECK(tail.killed_total.mean_weight(0.95).estimate.mean == 1);
  CHECK(tail.exceedance(1, 0.95).estimate.interval.high < 0.013);
}

TEST_CASE("the tilts aim at the number of deaths asked for") {
  const model::World world(test::read_file("tests/reference/scenarios/12-everything.yaml"));
  TailSettings asked = settings(256, 2);
  asked.at = 12;
  for (const PolicyTail& tail : run_tail(world, asked).policies) {
    CHECK(tail.choice.dead == 12);
    CHECK(tail.choice.mixture.greatest_weight() <= 10);
  }
}

TEST_CASE("a mixture weighs by all its parts") {
  const TiltMixture mixture({{0.25, {}}, {0.75, {.deaths = 0.5}}});
  model::TiltedDraws draws;
  draws.start({.deaths = 0.5});
  const int dead = draws.deaths(0.9, 4, 0.3);
  const double ratio = std::exp(0.5 * dead) / std::pow(0.7 + 0.3 * std::exp(0.5), 4);
  CHECK(mixture.weight(draws) == Approx(1 / (0.25 + 0.75 * ratio)));
  CHECK(mixture.greatest_weight() == 4);
  CHECK(mixture.choose(0.2) == model::Tilt{});
  CHECK(mixture.choose(0.3).deaths == 0.5);
  CHECK(std::isinf(TiltMixture({{1, {.deaths = 1}}}).greatest_weight()));
}

TEST_CASE("an estimate is doubtful below 5 percent of the replications or above a weight of 10 percent") {
  CHECK_FALSE(is_doubtful({{}, 51, 0.09}, 1000));
  CHECK(is_doubtful({{}, 49, 0.09}, 1000));
  CHECK(is_doubtful({{}, 51, 0.11}, 1000));
}

}  // namespace
}  // namespace convoyrisk::experiment
