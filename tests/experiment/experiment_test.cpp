#include "experiment/experiment.hpp"

#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>

#include "experiment/summary.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

Results run(const model::World& world, std::int64_t replications, int threads, std::vector<std::size_t> policies) {
  Settings settings;
  settings.replications = replications;
  settings.seed = 77;
  settings.threads = threads;
  for (const std::size_t policy : policies) {
    settings.policies.emplace_back(policy);
  }
  return run_experiment(world, settings);
}

using Bits = std::vector<std::uint64_t>;

void append(Bits& bits, double value) { bits.push_back(std::bit_cast<std::uint64_t>(value)); }
void append(Bits& bits, std::int64_t value) { bits.push_back(static_cast<std::uint64_t>(value)); }
void append(Bits& bits, const stats::CountSums& sums) {
  append(bits, sums.sum);
  append(bits, sums.sum_of_squares);
}
void append(Bits& bits, const stats::Moments& moments) {
  append(bits, moments.count());
  append(bits, moments.mean());
  append(bits, moments.variance());
}
void append(Bits& bits, const stats::PairedMoments& moments) {
  append(bits, moments.count());
  append(bits, moments.mean_x());
  append(bits, moments.mean_y());
  append(bits, moments.variance_x());
  append(bits, moments.variance_y());
  append(bits, moments.covariance());
}
void append(Bits& bits, const LegSums& leg) {
  for (const stats::CountSums& sums : {leg.segments_passed, leg.stagings, leg.attacks, leg.killed}) {
    append(bits, sums);
  }
}
void append(Bits& bits, const model::DayCounts& day) {
  append(bits, day.attacks);
  append(bits, day.killed);
}
void append(Bits& bits, const stats::ControlledMoments& moments) {
  append(bits, moments.pairs());
  append(bits, moments.nonzero_counts());
}
template <class List>
void append_all(Bits& bits, const List& list) {
  append(bits, static_cast<std::int64_t>(list.size()));
  for (const auto& item : list) {
    append(bits, item);
  }
}

/// Every number of a policy's results.
Bits bits_of(const PolicyResults& policy) {
  Bits bits;
  append_all(bits, policy.outcomes);
  append_all(bits, policy.controlled);
  append_all(bits, policy.legs);
  append_all(bits, policy.days);
  append_all(bits, policy.severity);
  append_all(bits, policy.severity_conditional);
  append_all(bits, policy.total_killed);
  for (const auto& values : policy.values) {
    append_all(bits, values);
  }
  return bits;
}

Bits bits_of(const Results& results) {
  Bits bits;
  append(bits, results.replications);
  for (const PolicyResults& policy : results.policies) {
    const Bits more = bits_of(policy);
    bits.insert(bits.end(), more.begin(), more.end());
  }
  for (const PairedResults& pair : results.against_baseline) {
    append_all(bits, pair.difference);
    append_all(bits, pair.controlled);
    append_all(bits, pair.together);
  }
  return bits;
}

double total(const PolicyResults& policy, model::Outcome which) {
  double sum = 0;
  for (const auto& values : policy.values) {
    sum += values[static_cast<std::size_t>(which)];
  }
  return sum;
}

TEST_CASE("results are the same bit by bit for 1, 2 and 7 threads") {
  const model::World world(test::read_file("scenarios/first-steps.yaml"));
  // Seven first: TBB does not add threads to those that an earlier run of the process was content with.
  const Results seven = run(world, 7 * block_size + 20, 7, {0, 1});
  REQUIRE(seven.replications == 7 * block_size + 20);
  REQUIRE(total(seven.policies[0], model::Outcome::attacks) > 0);
  const Bits expected = bits_of(seven);
  CHECK((bits_of(run(world, 7 * block_size + 20, 2, {0, 1})) == expected));
  CHECK((bits_of(run(world, 7 * block_size + 20, 1, {0, 1})) == expected));
}

TEST_CASE("results of the large scenario are the same bit by bit for 1, 2 and 7 threads") {
  const model::World world(test::read_file("scenarios/karakoram.yaml"));
  const Results seven = run(world, block_size + 10, 7, {5});
  REQUIRE(total(seven.policies[0], model::Outcome::attacks) > 0);
  const Bits expected = bits_of(seven);
  CHECK((bits_of(run(world, block_size + 10, 2, {5})) == expected));
  CHECK((bits_of(run(world, block_size + 10, 1, {5})) == expected));
}

TEST_CASE("negative control: another seed gives other results") {
  const model::World world(test::read_file("scenarios/first-steps.yaml"));
  Settings settings;
  settings.replications = 100;
  settings.seed = 78;
  settings.policies = {PolicyId(0), PolicyId(1)};
  CHECK((bits_of(run_experiment(world, settings)) != bits_of(run(world, 100, 1, {0, 1}))));
}

TEST_CASE("a policy gives the same values run alone, together and in any order") {
  const model::World world(test::read_file("tests/scenario/data/everything.yaml"));
  const Results together = run(world, 60, 2, {0, 1, 2});
  const Results turned = run(world, 60, 2, {2, 0, 1});
  for (const std::size_t policy : {0, 1, 2}) {
    INFO("policy " << policy);
    const Bits alone = bits_of(run(world, 60, 1, {policy}).policies[0]);
    CHECK((bits_of(together.policies[policy]) == alone));
    CHECK((bits_of(turned.policies[(policy + 1) % 3]) == alone));
  }
}

TEST_CASE("a policy gives the same values whatever other policies the file holds") {
  spec::Scenario scenario = test::read_file("tests/scenario/data/everything.yaml");
  const model::World whole(scenario);
  scenario.policies.erase(scenario.policies.begin());
  const model::World part(scenario);
  CHECK((run(whole, 60, 1, {2}).policies[0].values == run(part, 60, 1, {1}).policies[0].values));
}

TEST_CASE("results of some replications are the beginning of those of more") {
  const model::World world(test::read_file("scenarios/first-steps.yaml"));
  const auto few = run(world, 300, 2, {0, 1});
  const auto many = run(world, 600, 2, {0, 1});
  for (const std::size_t policy : {0, 1}) {
    const auto& values = many.policies[policy].values;
    REQUIRE(values.size() == 600);
    CHECK(std::equal(values.begin(), values.begin() + 300, few.policies[policy].values.begin(),
                     few.policies[policy].values.end()));
  }
}

TEST_CASE("a stop leaves the results of whole blocks from the first") {
  const model::World world(test::read_file("scenarios/first-steps.yaml"));
  Settings settings;
  settings.replications = 20 * block_size;
  settings.seed = 77;
  settings.threads = 2;
  settings.policies = {PolicyId(0)};
  std::atomic<bool> stop = false;
  const Results results = run_experiment(
      world, settings, [&](std::int64_t) { stop = true; }, &stop);
  REQUIRE(results.replications < 20 * block_size);
  REQUIRE(results.replications % block_size == 0);
  CHECK((bits_of(results) == bits_of(run(world, results.replications, 1, {0}))));
}

TEST_CASE("progress is told in order up to the end") {
  const model::World world(test::read({}));
  Settings settings;
  settings.replications = 4 * block_size + 1;
  settings.threads = 3;
  settings.policies = {PolicyId(0)};
  std::vector<std::int64_t> done;
  static_cast<void>(run_experiment(world, settings, [&](std::int64_t so_far) { done.push_back(so_far); }));
  CHECK(done == std::vector<std::int64_t>{256, 512, 768, 1024, 1025});
}

TEST_CASE("values may be left out without changing the rest") {
  const model::World world(test::read_file("scenarios/first-steps.yaml"));
  Settings settings;
  settings.replications = 300;
  settings.seed = 77;
  settings.policies = {PolicyId(0), PolicyId(1)};
  settings.keep_outcomes = false;
  const Results without = run_experiment(world, settings);
  Results with = run(world, 300, 1, {0, 1});
  CHECK(without.policies[0].values.empty());
  for (PolicyResults& policy : with.policies) {
    policy.values.clear();
  }
  CHECK((bits_of(without) == bits_of(with)));
}

}  // namespace
}  // namespace convoyrisk::experiment
