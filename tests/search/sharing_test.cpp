#include <catch2/catch.hpp>
#include <cstring>
#include <numeric>

#include "model/world/kinship.hpp"
#include "random/stream.hpp"
#include "search/plan_policy.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::search {
namespace {

/// Two groups that answer to what they see, attackers who are not agents, a site, postures, flights and parts; levers
/// that share histories, and some that do not.
spec::Scenario busy_scenario() {
  test::Blocks blocks;
  blocks.horizon = "60 d";
  blocks.warmup = "20 d";
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.3}, c: {lat: 0, lon: 0.6}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain},"
      " {from: b, to: c, length: 40 km, speed: 60 km/h, zone: hills}]}";
  blocks.vehicles =
      "{bus: {seats: 20, protection: 0}, armoured bus: {seats: 15, protection: 0.5}, car: {seats: 4, protection: 0}}";
  blocks.convoys =
      "[{name: bus, from: a, to: c, depart: {every: 8 h}, workers: 18, vehicles: {bus: 1}, speed: 60 km/h, pace_cv: "
      "0.2},"
      " {name: cars, from: c, to: a, depart: {every: 12 h}, workers: 12, vehicles: {car: 3}, speed: 60 km/h}]";
  blocks.sites = "[{name: camp, node: b, people: 50, guards: 2, spot: 0.1, suppress: 0.5}]";
  blocks.threat =
      "{spotted_halt: 1 h, groups: [{name: g, cells: 3, home: [a, b], range: 50 km, dormant: {exponential: {mean: 3 "
      "d}},"
      " preparing: 1 d, staged: 12 h, recovering: 2 d, engage: 0.7, deterrence: 0.4, capture: 0.4, habit: 0.5,"
      " observe: 1, site_share: 0.3, target: {traffic: 1, security: 1}, excitation: {jump: 1, decay: 5 d},"
      " recruit: {rate: 1 /20d, max_cells: 4}, follow_up: {mean: 0.5, delay: 3 h, distance: 20 km},"
      " modes: [{name: bomb, kill: 0.2, injure: 0.3, severity_cv: 1, spread: 0.2, expended: 0.3, halt: 2 h},"
      " {name: assault, kill: 0.05, injure: 0.1, spread: 0.2, halt: 1 h,"
      " assault: {duration: {exponential: {mean: 40 min}}, kill_rate: 0.3 /h, injure_rate: 0.4 /h}}]}],"
      " background: {rates: {plain: 1 /1000km, hills: 2 /1000km}, deterrence: 0.2,"
      " modes: [{name: stray, kill: 0.05, injure: 0.1}]}}";
  blocks.policies =
      "[{name: base}]\n"
      "costs: {currency: USD, escort_vehicle_hour: 61.3, vehicle_hour: {bus: 20.1, armoured bus: 90.7, car: 9.3},"
      " patrol_visit: 450.7, reaction_base_day: 1800.3, worker_delay_hour: 15.1, cancelled_trip: 801.9,"
      " surveillance_day: 33.3, flown_worker: 300.7}\n"
      "search:\n"
      "  levers:\n"
      "    - {name: bus escort, options: {one: {escort: {vehicles: 1, convoys: [bus], spot: 0.1}},"
      " two: {escort: {vehicles: 2, convoys: [bus], suppress: 0.5, protection: 0.3}},"
      " hills: {escort: {vehicles: 2, convoys: [bus], zones: [hills], spot: 0.1}}}}\n"
      "    - {name: car escort, options: {one: {escort: {vehicles: 1, convoys: [cars]}}}}\n"
      "    - {name: armour, options: {armour: {vehicles: {bus: armoured bus}}}}\n"
      "    - {name: watch, options: {some: {surveillance: {detect: 0.1, zones: [hills]}}}}\n"
      "    - {name: help, options: {near: {reaction_force: {bases: [b], ready: 10 min, speed: 60 km/h}},"
      " far: {reaction_force: {bases: [a], ready: 30 min, speed: 40 km/h}}}}\n"
      "    - {name: hours, options: {varied: {schedule: {jitter: 2 h}}, day: {schedule: {curfew: [\"22:00\", "
      "\"05:00\"]}}}}\n"
      "    - {name: trips, options: {parts: {split: {parts: 2, headway: 20 min, convoys: [cars]}},"
      " flown: {airlift: {share: 0.2, fatality: 0.0001, convoys: [cars]}}}}\n"
      "    - {name: answer, options: {more: {postures: [{after: attack, for: 2 d, escort: 1}]},"
      " stop: {postures: [{after: spotted, for: 1 d, suspend: true}]}}}\n"
      "    - {name: patrols, options: {daily: {patrols: {interval: 24 h, detect: 0.4}}}}";
  return test::read(blocks);
}

std::vector<PlanNumber> random_plans(const Space& space, std::size_t count) {
  random::Stream stream(3, 1, 0, 0, 0);
  std::vector<PlanNumber> plans{0};
  while (plans.size() < count) {
    const auto plan = static_cast<PlanNumber>(stream.uniform() * static_cast<double>(space.plan_count()));
    // One lever at a time from it, as many plans of a space differ by one.
    plans.push_back(plan);
    plans.push_back(space.with(plan, 0, static_cast<int>(stream.uniform() * 4)));
    plans.push_back(space.with(plan, 2, static_cast<int>(stream.uniform() * 2)));
    plans.push_back(space.with(plan, 4, static_cast<int>(stream.uniform() * 3)));
  }
  plans.resize(count);
  return plans;
}

bool same_bits(const model::OutcomeValues& a, const model::OutcomeValues& b) {
  return std::memcmp(a.values().data(), b.values().data(), sizeof a.values()) == 0;
}

TEST_CASE("a history told again under another plan has all outcomes of a run of its own, bit by bit") {
  const spec::Scenario scenario = busy_scenario();
  const Space space = space_of(*scenario.search);
  const std::vector<PlanNumber> plans = random_plans(space, 50);
  const model::World world(with_plans(scenario, space, plans));
  const std::vector<std::uint32_t> first_kin = model::first_kin(world);
  model::Replication own(world, {.severity_law = false});
  model::Replication shared(world, {.severity_law = false, .course = true});
  model::ReplicationResult expected;
  model::ReplicationResult first;
  model::OutcomeValues retold;
  int told = 0;
  int parted = 0;
  int with_dead = 0;
  for (std::uint64_t number = 0; number < 30; ++number) {
    for (std::size_t leader = 0; leader < plans.size(); ++leader) {
      shared.run(PolicyId(leader), 7, number, first);
      for (std::size_t i = leader; i < plans.size(); ++i) {
        if (first_kin[i] != first_kin[leader]) {
          continue;
        }
        if (!shared.retell(PolicyId(i), retold)) {
          ++parted;
          continue;
        }
        own.run(PolicyId(i), 7, number, expected);
        ++told;
        with_dead += expected.outcomes[model::Outcome::killed_total] > 0 ? 1 : 0;
        if (!same_bits(retold, expected.outcomes)) {
          INFO(plan_name(scenario, space, plans[i]) << " told from " << plan_name(scenario, space, plans[leader]));
          for (const model::OutcomeInfo& info : model::outcome_infos()) {
            INFO(info.name);
            CHECK(retold[info.outcome] == expected.outcomes[info.outcome]);
          }
          FAIL("outcomes differ in their bits");
        }
      }
    }
  }
  // Else nothing was looked at.
  CHECK(told > 800);
  CHECK(parted > 100);
  CHECK(with_dead > 300);
}

}  // namespace
}  // namespace convoyrisk::search
