#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "model/history/replication.hpp"
#include "model/world/kinship.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;

/// Trips by the dozen that come by cells by the dozen, halt, are answered by postures and meet others late: all that
/// may change who passes a cell after it has staged. Cells of one group stay for dozens of passes. Some convoys go one
/// route by the timetable alone, others with a pace, with jitter or by several routes.
spec::Scenario crowded_roads() {
  test::Blocks blocks;
  blocks.horizon = "12 d";
  blocks.warmup = "2 d";
  blocks.network =
      "{segment: 10 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.25}, c: {lat: 0, lon: 0.5}, d: {lat: 0.1, "
      "lon: 0.3}}, roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain},"
      " {from: b, to: c, length: 30 km, speed: 30 km/h, zone: hills},"
      " {from: b, to: d, length: 25 km, speed: 60 km/h, zone: plain},"
      " {from: d, to: c, length: 30 km, speed: 60 km/h, zone: plain}]}";
  blocks.vehicles = "{bus: {seats: 20, protection: 0}, car: {seats: 4, protection: 0.2}}";
  const auto convoy = [](const std::string& name, const std::string& way, const std::string& depart,
                         const std::string& more = "") {
    return "{name: " + name + ", " + way + ", depart: " + depart + ", workers: 12, vehicles: {bus: 1}, speed: 60 km/h" +
           more + "}";
  };
  const std::string out = "from: a, to: c";
  blocks.convoys =
      "[" + convoy("early", out, "{every: 4 h}") + ", " + convoy("late", out, "{every: 6 h, offset: 1 h}") + ", " +
      convoy("together", out, "{every: 4 h, offset: 2 h}") + ", " + convoy("back", "from: c, to: a", "{every: 3 h}") +
      ", " + convoy("here", "from: a, to: b", "{every: 5 h}") + ", " +
      convoy("there", "from: b, to: a", "{every: 5 h}") + ", " +
      convoy("unsteady", out, "{every: 7 h}", ", pace_cv: 0.4") + "]";
  blocks.threat =
      "{spotted_halt: 2 h, groups: [{name: g, cells: 8, home: [a, b, d], range: 60 km, dormant: {exponential: {mean: 8 "
      "h}}, preparing: {exponential: {mean: 1 h}}, staged: {exponential: {mean: 9 h}}, recovering: 2 h, engage: 0.15,"
      " deterrence: 0.4, capture: 0.3, recruit: {rate: 1 /d, max_cells: 9}, follow_up: {mean: 0.5, delay: 1 h,"
      " distance: 20 km}, modes: [{name: bomb, kill: 0.3, injure: 0.3, expended: 0.2, halt: 3 h},"
      " {name: assault, kill: 0.1, injure: 0.1, assault: {duration: {exponential: {mean: 40 min}}, kill_rate: 0.3 /h,"
      " injure_rate: 0.4 /h}}]}, {name: h, cells: 5, home: [c], range: 70 km, dormant: {exponential: {mean: 8 h}},"
      " preparing: 0 s, staged: {exponential: {mean: 2 d}}, recovering: 0 s, engage: 0.03, habit: 0.5, observe: 1,"
      " target: {traffic: 1}, modes: [{name: bomb, kill: 0.2}]}],"
      " background: {rates: {plain: 1 /1000km}, modes: [{name: stray, kill: 0.05, halt: 1 h}]}}";
  blocks.policies =
      "[{name: base}, {name: escorts, escort: {vehicles: 2, spot: 0.1}}, {name: guards, escort: {vehicles: 1}},"
      " {name: armour, escort: {vehicles: 1, protection: 0.5, suppress: 0.5}},"
      " {name: varied, schedule: {jitter: 90 min}, routing: {alternatives: 2, detour: 50 %}},"
      " {name: flown, airlift: {share: 0.3, fatality: 0.0001, convoys: [late, back]}},"
      " {name: watched, surveillance: {detect: 0.1, zones: [plain]}, intelligence: {tip_rate: 0.5 /d}},"
      " {name: hunted, patrols: {interval: 12 h, detect: 0.3}, crackdown: {raid_rate: 0.2 /d}},"
      " {name: answered, escort: {vehicles: 1, spot: 0.05}, postures: [{after: spotted, for: 9 h, escort: 2},"
      " {after: attack, for: 7 h, suspend: true, convoys: [early, back]}, {after: interception, for: 5 h, escort: 1}]},"
      " {name: helped, escort: {vehicles: 1}, reaction_force: {bases: [b], ready: 10 min, speed: 60 km/h}},"
      " {name: led, escort: {vehicles: 2, spot: 0.2, zones: [plain]}, routing: {alternatives: 2, detour: 50 %}}]";
  return test::read(blocks);
}

bool same(const ReplicationResult& one, const ReplicationResult& other) {
  return one.outcomes.values() == other.outcomes.values() && one.severity == other.severity &&
         one.severity_conditional == other.severity_conditional &&
         std::ranges::equal(one.convoys, other.convoys, {}, &ConvoyCounts::killed_conditional,
                            &ConvoyCounts::killed_conditional);
}

/// With a log every trip comes by every cell in its turn; without, passes are foreseen and counted late.
TEST_CASE("passes that are foreseen come to what they come to one by one, bit by bit") {
  const World world(crowded_roads());
  Replication one_by_one(world);
  Replication foreseen(world);
  ReplicationResult expected;
  ReplicationResult result;
  double met = 0;
  double ended = 0;
  for (std::size_t policy = 0; policy < world.policy_count(); ++policy) {
    for (std::uint64_t number = 0; number < 60; ++number) {
      EventLog log;
      one_by_one.run(PolicyId(policy), 7, number, expected, &log);
      foreseen.run(PolicyId(policy), 7, number, result);
      INFO("policy " << world.policy(PolicyId(policy)).spec->name << ", replication " << number);
      CHECK(same(expected, result));
      met += result.outcomes[encounters];
      ended += result.outcomes[encounters] - result.outcomes[passed];
    }
  }
  // Else nothing was looked at.
  CHECK(met > 600 * 50);
  CHECK(ended > 600 * 5);
}

TEST_CASE("a crowded history told again has all outcomes of a run of its own, bit by bit") {
  const World world(crowded_roads());
  const std::vector<std::uint32_t> first_kin = model::first_kin(world);
  Replication own(world, {.severity_law = false});
  Replication shared(world, {.severity_law = false, .course = true});
  ReplicationResult expected;
  ReplicationResult first;
  OutcomeValues retold;
  int told = 0;
  for (std::uint64_t number = 0; number < 200; ++number) {
    for (std::size_t leader = 0; leader < world.policy_count(); ++leader) {
      shared.run(PolicyId(leader), 7, number, first);
      for (std::size_t i = leader; i < world.policy_count(); ++i) {
        if (first_kin[i] == first_kin[leader] && shared.retell(PolicyId(i), retold)) {
          own.run(PolicyId(i), 7, number, expected);
          told += i != leader ? 1 : 0;
          INFO(world.policy(PolicyId(i)).spec->name << " told from " << world.policy(PolicyId(leader)).spec->name);
          CHECK(retold.values() == expected.outcomes.values());
        }
      }
    }
  }
  CHECK(told > 50);
}

/// Convoys that go one route by the timetable share a lane, whichever way they go and however many pass by.
TEST_CASE("convoys on one route in one direction that depart as scheduled share a lane") {
  const World world(crowded_roads());
  const PolicyPlan& plan = world.policy(PolicyId(0));
  REQUIRE(plan.ways.size() == 7);
  REQUIRE(plan.lanes.size() == 1);
  CHECK(plan.ways[0].lane == 0);
  CHECK(plan.ways[1].lane == Ways::in_another);
  CHECK(plan.ways[2].lane == Ways::in_another);
  for (std::size_t other = 3; other < 7; ++other) {
    CHECK(plan.ways[other].lane == Ways::alone);
  }
  const Lane& lane = plan.lanes.front();
  CHECK(lane.trips.size() == plan.ways[0].trips.size() + plan.ways[1].trips.size() + plan.ways[2].trips.size());
  CHECK(std::ranges::is_sorted(lane.scheduled_h));
  CHECK(world.policy(PolicyId(4)).lanes.empty());  // jitter
}

}  // namespace
}  // namespace convoyrisk::model
