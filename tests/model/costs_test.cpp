#include "model/world/costs.hpp"

#include <catch2/catch.hpp>

#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

spec::Scenario scenario(const std::string& policy) {
  test::Blocks blocks;
  blocks.horizon = "90 d";
  blocks.network =
      "{nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0, lon: 0.2}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: west},"
      " {from: b, to: c, length: 30 km, speed: 60 km/h}]}";
  blocks.sites = "[{name: camp, node: a, people: 50, guards: 3}, {name: mill, node: c, people: 50}]";
  blocks.policies = "[{name: base" + policy + "}]";
  spec::Scenario result = test::read(blocks);
  result.costs = {"USD", 60, {25}, 450, 2500, 400, 3000, 1800, 70, 450, 15, 800};
  return result;
}

double cost_of(const std::string& policy) {
  const spec::Scenario with = scenario(policy);
  return fixed_cost(with, with.policies.front());
}

TEST_CASE("what a policy costs whatever happens, measure by measure") {
  CHECK(cost_of("") == 0);
  CHECK(cost_of(", extra_cost_day: -10") == -900);
  CHECK(cost_of(", surveillance: {detect: 0.2}") == 90 * 2500);
  CHECK(cost_of(", intelligence: {tip_rate: 0.1 /wk}") == 90 * 400);
  CHECK(cost_of(", crackdown: {raid_rate: 0.1 /wk}") == 90 * 3000);
  CHECK(cost_of(", reaction_force: {bases: [a, c], ready: 15 min, speed: 50 km/h}") == 90 * 2 * 1800);
  CHECK(cost_of(", guards: {camp: 4, mill: 1}") == 90 * 5 * 70);
  CHECK(cost_of(", extra_cost_day: 1, guards: {camp: 1}") == 90 * 71);
}

TEST_CASE("patrols are paid by zone and visit, the nameless zone being one") {
  CHECK(cost_of(", patrols: {interval: 12 h, detect: 0.4, zones: [west]}") == Approx(180 * 450));
  CHECK(cost_of(", patrols: {interval: 12 h, detect: 0.4}") == Approx(2 * 180 * 450));
  CHECK(cost_of(", patrols: {interval: 12 h, detect: 0.4, zones: [west, \"\"]}") == Approx(2 * 180 * 450));
}

}  // namespace
}  // namespace convoyrisk::model
