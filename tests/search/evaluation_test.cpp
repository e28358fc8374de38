#include "search/evaluation.hpp"

#include <catch2/catch.hpp>
#include <numeric>

#include "search/plan_policy.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::search {
namespace {

/// A space of 54 plans on one road with a group that answers to what it sees.
spec::Scenario scenario() {
  test::Blocks blocks;
  blocks.threat =
      "{groups: [{name: g, cells: 3, home: [a], range: 50 km, dormant: {exponential: {mean: 4 d}}, preparing: 1 d,"
      " staged: 12 h, recovering: 2 d, engage: 0.7, deterrence: 0.3, habit: 0.5, observe: 1, target: {traffic: 1, "
      "security: 1},"
      " excitation: {jump: 1, decay: 5 d}, modes: [{name: m, kill: 0.1, injure: 0.2, severity_cv: 1, spread: 0.2}]}]}";
  blocks.policies =
      "[{name: base}]\n"
      "costs: {currency: USD, escort_vehicle_hour: 60, patrol_visit: 300, worker_delay_hour: 10}\n"
      "search:\n"
      "  levers:\n"
      "    - {name: escort, options: {one: {escort: {vehicles: 1}}, two: {escort: {vehicles: 2, spot: 0.2}}}}\n"
      "    - {name: watch, options: {some: {surveillance: {detect: 0.2}}, much: {surveillance: {detect: 0.5}}}}\n"
      "    - {name: hours, options: {varied: {schedule: {jitter: 2 h}}, joined: {consolidate: 2}}}\n"
      "    - {name: patrols, options: {daily: {patrols: {interval: 24 h, detect: 0.4}}}}";
  return test::read(blocks);
}

Means means_of(const spec::Scenario& scenario, const Space& space, int threads) {
  Means means;
  means.world = [&scenario, &space](std::span<const PlanNumber> plans, std::size_t /*draw*/) {
    return std::make_shared<const model::World>(with_plans(scenario, space, {plans.begin(), plans.end()}));
  };
  means.threads = threads;
  means.seed = 5;
  return means;
}

std::vector<PlanSums> sums_of(const Means& means, const std::vector<PlanNumber>& plans) {
  std::vector<PlanSums> all;
  evaluate(means, {0}, plans, {1, 2},
           {[&all](std::vector<PlanSums> references) { all = std::move(references); },
            [&all](std::size_t, const PlanSums& sums) { all.push_back(sums); }});
  return all;
}

TEST_CASE(
    "plans have the same outcomes together as each beside the base alone, bit by bit, for any number of threads") {
  const spec::Scenario of = scenario();
  const Space space = space_of(*of.search);
  REQUIRE(space.plan_count() == 54);
  std::vector<PlanNumber> plans(53);
  std::iota(plans.begin(), plans.end(), 1);
  const std::vector<PlanSums> together = sums_of(means_of(of, space, 1), plans);
  REQUIRE(together.size() == 54);
  CHECK(to_bytes(sums_of(means_of(of, space, 3), plans)) == to_bytes(together));
  CHECK(together[0].harm.nonzero() > 100);
  for (const PlanNumber plan : plans) {
    const std::vector<PlanSums> alone = sums_of(means_of(of, space, 2), {plan});
    CHECK(to_bytes({alone[1]}) == to_bytes({together[static_cast<std::size_t>(plan)]}));
  }
}

TEST_CASE("harm is the conditional expectation of deaths in the runs of a plan, costs are those beyond the base's") {
  const spec::Scenario of = scenario();
  const Space space = space_of(*of.search);
  const std::vector<PlanSums> found = sums_of(means_of(of, space, 1), {17});
  const model::World world(with_plans(of, space, {0, 17}));
  model::Replication replication(world);
  model::ReplicationResult base;
  model::ReplicationResult own;
  Moments harm;
  Moments averted;
  Moments cost;
  for (std::uint64_t number = 256; number < 3 * 256; ++number) {
    replication.run(PolicyId(0), 5, number, base);
    replication.run(PolicyId(1), 5, number, own);
    const auto expected = model::Outcome::killed_total_conditional;
    harm.add(own.outcomes[expected]);
    averted.add(base.outcomes[expected] - own.outcomes[expected]);
    cost.add(own.outcomes[model::Outcome::cost] - base.outcomes[model::Outcome::cost]);
  }
  CHECK(harm.mean() > 0);
  CHECK(found[1].harm.mean() == Approx(harm.mean()));
  CHECK(found[1].harm.variance() == Approx(harm.variance()));
  CHECK(found[1].against[0].harm.mean() == Approx(averted.mean()));
  CHECK(found[1].against[0].harm.variance() == Approx(averted.variance()));
  CHECK(found[1].cost.mean() == Approx(cost.mean()));
}

TEST_CASE("blocks from a log stand for those that would be simulated") {
  const spec::Scenario of = scenario();
  const Space space = space_of(*of.search);
  std::vector<std::vector<std::byte>> logged;
  Means means = means_of(of, space, 2);
  means.log.append = [&logged](std::span<const std::byte> block) { logged.emplace_back(block.begin(), block.end()); };
  const std::vector<std::byte> whole = to_bytes(sums_of(means, {3, 17}));
  REQUIRE(logged.size() == 2);
  // One that was interrupted after its first block, and one that was done.
  for (const std::size_t kept : {1, 2}) {
    std::size_t next = 0;
    std::size_t added = 0;
    means.log.next = [&]() -> std::optional<std::vector<std::byte>> {
      return next < kept ? std::optional(logged[next++]) : std::nullopt;
    };
    means.log.append = [&added](std::span<const std::byte>) { ++added; };
    CHECK(to_bytes(sums_of(means, {3, 17})) == whole);
    CHECK(added == 2 - kept);
  }
}

}  // namespace
}  // namespace convoyrisk::search
