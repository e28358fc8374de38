#include "experiment/run/experiment.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <iterator>

#include "experiment/summary/block_bytes.hpp"
#include "experiment/summary/summary.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

Plan plan_of(std::int64_t replications, const std::vector<std::size_t>& policies) {
  Plan plan;
  plan.replications = replications;
  plan.seed = 77;
  for (const std::size_t policy : policies) {
    plan.policies.emplace_back(policy);
  }
  return plan;
}

/// Always the same world.
Worlds only(const test::WorldPointer& world) {
  return [world](std::size_t, std::size_t) { return world; };
}

Results run(const test::WorldPointer& world, const Plan& plan, int threads = 1, const spec::Keep& keep = {},
            const Observer& observer = {}, const std::atomic<bool>* stop = nullptr) {
  const Worlds worlds = only(world);
  return run_experiment(plan, worlds, threads, keep, no_results(plan, worlds), plan.block_count(), observer, stop);
}

Results run(const test::WorldPointer& world, std::int64_t replications, int threads,
            const std::vector<std::size_t>& policies) {
  return run(world, plan_of(replications, policies), threads);
}

using Bits = std::vector<std::uint64_t>;

void append(Bits& bits, double value) { bits.push_back(std::bit_cast<std::uint64_t>(value)); }
void append(Bits& bits, std::int64_t value) { bits.push_back(static_cast<std::uint64_t>(value)); }
void append(Bits& bits, const stats::CountSums& sums) {
  append(bits, sums.sum);
  append(bits, sums.sum_of_squares);
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
void append(Bits& bits, const stats::Histogram::Entry& entry) {
  append(bits, entry.value);
  append(bits, entry.count);
}
void append(Bits& bits, const KeptEvent& event) {
  for (const std::int64_t value : {event.replication, event.entry}) {
    append(bits, value);
  }
  for (const std::int32_t value : {event.day, event.kind, event.leg, event.site, event.convoy, event.group,
                                   event.killed, event.injured, event.escort_killed, event.escort_injured}) {
    append(bits, std::int64_t{value});
  }
}
template <class List>
void append_all(Bits& bits, const List& list) {
  append(bits, static_cast<std::int64_t>(list.size()));
  for (const auto& item : list) {
    append(bits, item);
  }
}

/// Every number of a policy's results.
Bits bits_of(const PolicySums& sums, const PolicyTotals& totals) {
  Bits bits;
  for (const stats::Histogram& histogram : sums.tails) {
    append_all(bits, histogram.entries());
  }
  append_all(bits, sums.severity_conditional);
  append_all(bits, totals.legs);
  append_all(bits, totals.days);
  append_all(bits, totals.severity);
  for (const auto& values : totals.values) {
    append_all(bits, values);
  }
  append_all(bits, totals.events);
  return bits;
}

void add(Bits& bits, const Bits& more) { bits.insert(bits.end(), more.begin(), more.end()); }

Bits bits_of(const Results& results) {
  Bits bits;
  append(bits, results.replications);
  for (const BlockSums& block : results.blocks) {
    append(bits, block.replications);
    for (std::size_t point = 0; point < block.points.size(); ++point) {
      append(bits, block.points[point].moments.count());
      append_all(bits, block.points[point].moments.moments().means());
      append_all(bits, block.points[point].moments.moments().products());
      append_all(bits, block.points[point].moments.unequal());
      append_all(bits, block.points[point].moments.cubes());
      append_all(bits, block.points[point].deadly_together);
      for (std::size_t policy = 0; policy < results.policies(); ++policy) {
        add(bits, bits_of(block.points[point].policies[policy], results.totals_of(point, policy)));
      }
    }
  }
  return bits;
}

Bits bits_of(const Results& results, std::size_t policy) {
  Bits bits;
  for (const BlockSums& block : results.blocks) {
    add(bits, bits_of(block.points[0].policies[policy], results.totals_of(0, policy)));
  }
  return bits;
}

double total(const Results& results, model::Outcome which) {
  double sum = 0;
  for (const auto& values : results.totals_of(0, 0).values) {
    sum += values[static_cast<std::size_t>(which)];
  }
  return sum;
}

TEST_CASE("results are the same bit by bit for 1, 2 and 7 threads") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  const Results seven = run(world, 7 * block_size + 20, 7, {0, 1});
  REQUIRE(seven.replications == 7 * block_size + 20);
  REQUIRE(total(seven, model::Outcome::attacks) > 0);
  const Bits expected = bits_of(seven);
  CHECK((bits_of(run(world, 7 * block_size + 20, 2, {0, 1})) == expected));
  CHECK((bits_of(run(world, 7 * block_size + 20, 1, {0, 1})) == expected));
}

TEST_CASE("results of the large scenario are the same bit by bit for 1, 2 and 7 threads") {
  const test::WorldPointer world = test::world_of("scenarios/karakoram.yaml");
  const Results seven = run(world, block_size + 10, 7, {5});
  REQUIRE(total(seven, model::Outcome::attacks) > 0);
  const Bits expected = bits_of(seven);
  CHECK((bits_of(run(world, block_size + 10, 2, {5})) == expected));
  CHECK((bits_of(run(world, block_size + 10, 1, {5})) == expected));
}

TEST_CASE("negative control: another seed gives other results") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  Plan other = plan_of(100, {0, 1});
  other.seed = 78;
  CHECK((bits_of(run(world, other)) != bits_of(run(world, 100, 1, {0, 1}))));
}

TEST_CASE("a policy gives the same values run alone, together and in any order") {
  const test::WorldPointer world = test::world_of("tests/scenario/data/everything.yaml");
  const Results together = run(world, 60, 2, {0, 1, 2});
  const Results turned = run(world, 60, 2, {2, 0, 1});
  for (const std::size_t policy : {0, 1, 2}) {
    INFO("policy " << policy);
    const Bits alone = bits_of(run(world, 60, 1, {policy}), 0);
    CHECK((bits_of(together, policy) == alone));
    CHECK((bits_of(turned, (policy + 1) % 3) == alone));
  }
}

TEST_CASE("a policy gives the same values whatever other policies the file holds") {
  spec::Scenario scenario = test::read_file("tests/scenario/data/everything.yaml");
  const auto whole = std::make_shared<const model::World>(scenario);
  scenario.policies.erase(scenario.policies.begin());
  const auto part = std::make_shared<const model::World>(scenario);
  CHECK((run(whole, 60, 1, {2}).totals[0].values == run(part, 60, 1, {1}).totals[0].values));
}

TEST_CASE("results of some replications are the beginning of those of more") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  const auto few = run(world, 300, 2, {0, 1});
  const auto many = run(world, 600, 2, {0, 1});
  for (const std::size_t policy : {0, 1}) {
    const auto& values = many.totals[policy].values;
    REQUIRE(values.size() == 600);
    CHECK(std::equal(values.begin(), values.begin() + 300, few.totals[policy].values.begin(),
                     few.totals[policy].values.end()));
  }
}

TEST_CASE("a stop leaves the results of whole blocks from the first") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  std::atomic<bool> stop = false;
  Observer observer;
  observer.progress = [&](std::int64_t) { stop = true; };
  const Results results = run(world, plan_of(20 * block_size, {0}), 2, {}, observer, &stop);
  REQUIRE(results.replications < 20 * block_size);
  REQUIRE(results.replications % block_size == 0);
  CHECK((bits_of(results) == bits_of(run(world, results.replications, 1, {0}))));
}

TEST_CASE("progress is told in order up to the end") {
  const auto world = std::make_shared<const model::World>(test::read({}));
  std::vector<std::int64_t> done;
  Observer observer;
  observer.progress = [&](std::int64_t so_far) { done.push_back(so_far); };
  static_cast<void>(run(world, plan_of(4 * block_size + 1, {0}), 3, {}, observer));
  CHECK(done == std::vector<std::int64_t>{256, 512, 768, 1024, 1025});
}

TEST_CASE("values may be left out without changing the rest") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  const Results without = run(world, plan_of(300, {0, 1}), 1, {.outcomes = false});
  Results with = run(world, 300, 1, {0, 1});
  CHECK(without.totals[0].values.empty());
  for (PolicyTotals& policy : with.totals) {
    policy.values.clear();
  }
  CHECK((bits_of(without) == bits_of(with)));
}

TEST_CASE("events may be kept without changing the rest, and are those of each replication in order") {
  for (const char* file : {"scenarios/first-steps.yaml", "tests/scenario/data/everything.yaml"}) {
    INFO(file);
    const test::WorldPointer world = test::world_of(file);
    Results with = run(world, plan_of(300, {0, 1}), 2, {.events = true});
    for (PolicyTotals& policy : with.totals) {
      const auto order = [](const KeptEvent& event) { return std::pair(event.replication, event.day); };
      REQUIRE(policy.events.size() > 300);
      CHECK(std::ranges::is_sorted(policy.events, {}, order));
      CHECK(policy.events.back().replication > 250);
      const auto outcome = static_cast<std::size_t>(model::Outcome::attacks_by_cells);
      std::vector<double> attacks(300);
      for (const KeptEvent& event : policy.events) {
        const bool attacked = kept_name(kept_kinds[static_cast<std::size_t>(event.kind)]) == "attacked";
        attacks[static_cast<std::size_t>(event.replication)] += attacked ? 1 : 0;
      }
      std::vector<double> expected;
      std::ranges::transform(policy.values, std::back_inserter(expected), [&](auto& all) { return all[outcome]; });
      CHECK(attacks == expected);
      policy.events.clear();
    }
    CHECK((bits_of(with) == bits_of(run(world, 300, 1, {0, 1}))));
  }
}

TEST_CASE("how many events a replication leaves is foretold from a few") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  Plan plan = plan_of(512, {0, 1});
  const auto kept = [&] {
    std::size_t count = 0;
    for (const PolicyTotals& policy : run(world, plan, 2, {.events = true}).totals) {
      count += policy.events.size();
    }
    return static_cast<double>(count) / static_cast<double>(plan.total_replications());
  };
  CHECK(events_of_replication(plan, only(world)) == Approx(kept()).epsilon(0.4));
  plan.replications = 5;
  CHECK(events_of_replication(plan, only(world)) == Approx(kept()));  // all there are
  plan.draws = 1;
  plan.points = 2;
  CHECK(events_of_replication(plan, only(world)) == Approx(kept()));
}

TEST_CASE("a run goes on from any beginning, in the midst of a block too") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  const Plan whole = plan_of(3 * block_size + 30, {0, 1});
  const Bits expected = bits_of(run(world, whole));
  for (const std::int64_t done : {std::int64_t{1}, std::int64_t{100}, block_size, 2 * block_size + 255}) {
    INFO("after " << done);
    Results begun = run(world, done, 1, {0, 1});
    const Results results = run_experiment(whole, only(world), 2, {}, std::move(begun), whole.block_count());
    CHECK((bits_of(results) == expected));
  }
}

TEST_CASE("parts of a run join to the whole") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  const Plan plan = plan_of(4 * block_size + 30, {0, 1});
  const Worlds worlds = only(world);
  const auto part = [&](std::int64_t first, std::int64_t end) {
    return run_experiment(plan, worlds, 2, {}, no_results(plan, worlds, first), end);
  };
  Results joined = part(0, 1);
  joined.append(part(1, 3));
  joined.append(part(3, 5));
  CHECK((bits_of(joined) == bits_of(run(world, plan))));
}

TEST_CASE("a block survives as bytes, and damaged bytes are refused") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  std::vector<Block> blocks;
  Observer observer;
  observer.block = [&](const Block& block) { blocks.push_back(block); };
  const Plan plan = plan_of(block_size + 30, {0, 1});
  const Results results = run(world, plan, 1, {.events = true}, observer);
  REQUIRE(!results.totals_of(0, 1).events.empty());
  Results again = no_results(plan, only(world));
  for (const Block& block : blocks) {
    const std::vector<std::byte> bytes = to_bytes(block);
    again.append(block_from_bytes(bytes));
    for (std::size_t length = 0; length < bytes.size(); length += bytes.size() / 97 + 1) {
      CHECK_THROWS_AS(block_from_bytes(std::span(bytes).first(length)), std::runtime_error);
    }
  }
  CHECK((bits_of(again) == bits_of(results)));
}

TEST_CASE("draws share no replications, and policies of a draw share all") {
  const test::WorldPointer world = test::world_of("scenarios/first-steps.yaml");
  Plan plan = plan_of(16, {0, 1});
  plan.draws = 5;
  REQUIRE(plan.block_count() == 5);
  const Results drawn = run(world, plan, 2);
  const Results plain = run(world, 80, 1, {0, 1});
  CHECK(drawn.replications == 80);
  CHECK((drawn.totals[1].values == plain.totals[1].values));  // the world is the same in every draw here
  const OutcomeMoments moments = units(plan, drawn).at(0);
  CHECK(moments.count() == 5);
  CHECK(moments.mean(model::Outcome::attacks, 1) ==
        Approx(units(plan_of(80, {0, 1}), plain).at(0).mean(model::Outcome::attacks, 1)).epsilon(1e-13));
}

TEST_CASE("points of a sweep see the same replications") {
  const test::WorldPointer first = test::world_of("scenarios/first-steps.yaml");
  Plan plan = plan_of(40, {0, 1});
  plan.points = 2;
  const Results results = run(first, plan, 2);
  CHECK((results.totals_of(0, 1).values == results.totals_of(1, 1).values));
  CHECK((results.totals_of(0, 0).values != results.totals_of(1, 1).values));
}

}  // namespace
}  // namespace convoyrisk::experiment
