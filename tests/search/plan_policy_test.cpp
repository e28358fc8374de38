#include "search/plan_policy.hpp"

#include <catch2/catch.hpp>

#include "scenario/format/joined.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::search {
namespace {

spec::Scenario read(const std::string& search) {
  test::Blocks blocks;
  blocks.policies =
      "[{name: base, escort: {vehicles: 1}, extra_cost_day: 5, postures: [{after: attack, for: 1 h, escort: 1}]}]\n"
      "search: " +
      search;
  return test::read(blocks);
}

const std::string two_levers =
    "{levers: [{name: escort, options: {two: {escort: {vehicles: 2}, extra_cost_day: 10}, three: {escort: {vehicles: "
    "3}}}},"
    " {name: other, options: {more: {escort: {vehicles: 9}, surveillance: {detect: 0.2},"
    " postures: [{after: spotted, for: 2 h, escort: 2}], extra_cost_day: -3}}}]}";

TEST_CASE("a search is read with its defaults, levers and options") {
  const spec::Scenario scenario = read(two_levers);
  REQUIRE(scenario.search);
  CHECK(scenario.search->base == PolicyId(0));
  CHECK(scenario.search->of == "killed_total");
  CHECK_FALSE(scenario.search->budget);
  REQUIRE(scenario.search->levers.size() == 2);
  CHECK(scenario.search->levers[0].options[1].name == "three");
  CHECK(space_of(*scenario.search).plan_count() == 6);
}

TEST_CASE("the base without options is the plan 0, measure for measure") {
  const spec::Scenario scenario = read(two_levers);
  spec::Policy plan = policy_of(scenario, space_of(*scenario.search), 0);
  CHECK(plan.name == "base alone");
  plan.name = "base";
  for (auto& entry : plan.escort) {
    entry.joined = false;
  }
  CHECK(plan == scenario.policies[0]);
}

TEST_CASE(
    "entries of options stand before the base's in the order of levers, postures behind each other, costs add up") {
  const spec::Scenario scenario = read(two_levers);
  const Space space = space_of(*scenario.search);
  const spec::Policy plan = policy_of(scenario, space, space.plan(std::vector<int>{1, 1}));
  CHECK(plan.name == "base + two, more");
  REQUIRE(plan.escort.size() == 3);
  CHECK(plan.escort[0].measure.vehicles == 2);
  CHECK(plan.escort[1].measure.vehicles == 9);
  CHECK(plan.escort[2].measure.vehicles == 1);
  REQUIRE(plan.surveillance.size() == 1);
  REQUIRE(plan.postures.size() == 2);
  CHECK(plan.postures[0].after == spec::PostureTrigger::spotted);
  CHECK(plan.extra_cost_per_day == 12);
}

/// The plan of these options on a base.
spec::Policy plan_on(spec::Scenario scenario, const spec::Policy& base, const std::vector<spec::Policy>& options) {
  scenario.search.emplace().base = PolicyId(scenario.policies.size());
  scenario.policies.push_back(base);
  scenario::join_policies(scenario);
  for (const spec::Policy& option : options) {
    scenario.search->levers.emplace_back().options.push_back(option);
  }
  const Space space = space_of(*scenario.search);
  return policy_of(scenario, space, space.plan(std::vector<int>(options.size(), 1)));
}

TEST_CASE("a policy that joins another, and a plan that takes an option, have every measure of it") {
  const auto* const file = GENERATE("tests/scenario/data/everything.yaml", "tests/scenario/data/plans.yaml");
  spec::Scenario scenario = test::read_file(file);
  scenario::part_policies(scenario);
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    spec::Policy& policy = scenario.policies[i];
    policy.convoys.clear();  // which neither a policy that is joined nor an option has
    policy.with.clear();
    policy.description.clear();
    spec::Policy joins;
    joins.with = {PolicyId(i)};
    spec::Policy joined = plan_on(scenario, joins, {});
    spec::Policy taken = plan_on(scenario, {}, {policy});
    joined.name = taken.name = policy.name;
    CHECK(joined == policy);
    CHECK(taken == policy);
  }
}

TEST_CASE("a scenario with plans has nothing that asks for its former policies") {
  const spec::Scenario scenario = read(two_levers);
  const spec::Scenario with = with_plans(scenario, space_of(*scenario.search), {0, 3});
  CHECK(with.policies.size() == 2);
  CHECK_FALSE(with.search);
  CHECK(with.run.precision.empty());
}

}  // namespace
}  // namespace convoyrisk::search
