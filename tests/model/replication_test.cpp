#include "model/history/replication.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/one_replication.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::Blocks;
using test::OneReplication;

using Times = std::vector<double>;

Blocks two_days(const std::string& policy = "") {
  Blocks blocks;
  blocks.horizon = "48 h";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 12 h, offset: 1 h}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h}]";
  blocks.policies = "[{name: base" + policy + "}]";
  return blocks;
}

TEST_CASE("undisturbed trips depart on time and arrive after their free-flow time") {
  const OneReplication run(two_days());
  CHECK(run.times_h(EventKind::departed) == Times{1, 13, 25, 37});
  CHECK(run.times_h(EventKind::arrived) == Times{1.5, 13.5, 25.5, 37.5});
  CHECK(run[trips_scheduled] == 4);
  CHECK(run[trips_arrived] == 4);
  CHECK(run[workers_scheduled] == 80);
  CHECK(run[workers_delivered] == 80);
  CHECK(run.result.legs[0].segments_passed == 4 * 6);
}

TEST_CASE("a trip under way at the horizon is unfinished and counts the segments it passed") {
  Blocks blocks = two_days();
  blocks.horizon = "37.3 h";  // 0.3 h under way at 60 km/h: midpoints at 2.5, 7.5 and 12.5 km are past, 17.5 km too
  const OneReplication run(blocks);
  CHECK(run[trips_scheduled] == 4);
  CHECK(run[trips_arrived] == 3);
  CHECK(run[trips_unfinished] == 1);
  CHECK(run[workers_delivered] == 60);
  CHECK(run.result.legs[0].segments_passed == 3 * 6 + 4);
}

TEST_CASE("a trip that t = 0 cuts counts what it passes afterwards, and not as a trip") {
  Blocks blocks = two_days();
  blocks.warmup = "24 h";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 100 h, offset: 99.8 h}, workers: 20, vehicles: {bus: 1},"
      " speed: 60 km/h}]";  // 12 km before t = 0: two midpoints
  const OneReplication run(blocks);
  CHECK(run[trips_scheduled] == 0);
  CHECK(run[trips_arrived] == 0);
  CHECK(run[workers_delivered] == 0);
  CHECK(run.result.legs[0].segments_passed == 4);
}

TEST_CASE("jitter moves departures within its bounds and never before the run") {
  Blocks blocks = two_days(", schedule: {jitter: 3 h}");
  for (std::uint64_t number = 0; number < 50; ++number) {
    const OneReplication run(blocks, 0, number);
    const Times arrivals = run.times_h(EventKind::arrived);
    REQUIRE(arrivals.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
      const double departure = arrivals[i] - 0.5;
      REQUIRE(departure >= 0);
      REQUIRE(std::abs(departure - (1 + 12 * static_cast<double>(i))) <= 3);
    }
  }
}

TEST_CASE("flown workers are delivered without a trip, and cost their price") {
  const OneReplication run(two_days(", airlift: {share: 1, fatality: 0.25}"));
  CHECK(run[trips_flown] == 4);
  CHECK(run[trips_arrived] == 0);
  CHECK(run[workers_delivered] == 80);
  CHECK(run[flown_killed] > 0);
  CHECK(run[killed_total] == run[flown_killed]);
  CHECK(run[killed_total_conditional] == Approx(80 * 0.25));
}

/// All four trips take their deaths from one block.
TEST_CASE("who dies in flights does not depend on the replication before") {
  const World world(test::read(two_days(", airlift: {share: 1, fatality: 0.25}")));
  Replication used(world);
  for (std::uint64_t number = 0; number < 5; ++number) {
    ReplicationResult result;
    ReplicationResult fresh;
    used.run(PolicyId(0), 5, number, result);
    Replication(world).run(PolicyId(0), 5, number, fresh);
    CHECK(result.outcomes[flown_killed] == fresh.outcomes[flown_killed]);
  }
}

TEST_CASE("consolidated trips are every other one, twice as full") {
  const OneReplication run(two_days(", consolidate: 2"));
  CHECK(run.times_h(EventKind::arrived) == Times{1.5, 25.5});
  CHECK(run[workers_scheduled] == 80);
  CHECK(run[workers_delivered] == 80);
}

/// A background that attacks at once on every trip, with no harm but a halt.
Blocks certain_attack(const std::string& policy) {
  Blocks blocks = two_days(policy);
  blocks.threat = "{background: {rates: {plain: 10 /km}, modes: [{name: m, kill: 0, halt: 20 h}]}}";
  return blocks;
}

TEST_CASE("halts delay a trip, each up to the horizon") {
  const OneReplication run(certain_attack(""));
  // Each trip is attacked within the first km: 20 h later it goes on and is attacked again.
  CHECK(run[trips_arrived] == 0);
  const double each = (47 + 35 + 23 + 11) * 20;  // to the horizon, but for the minutes before the first attack
  CHECK(run[delay] == Approx(each).epsilon(0.01));
  CHECK(run[delay] < each);
}

TEST_CASE("a posture that suspends cancels departures while it holds, from the instant of the event") {
  const OneReplication run(certain_attack(", postures: [{after: attack, for: 26 h, suspend: true}]"));
  // The attack just after 1 h cancels 13 h; the next one on the same trip, just after 21 h, cancels 25 h and 37 h.
  CHECK(run[trips_cancelled] == 3);
  CHECK(run[trips_unfinished] == 1);
  CHECK(run.times_h(EventKind::cancelled) == Times{13, 25, 37});
  const OneReplication shorter(certain_attack(", postures: [{after: attack, for: 11 h, suspend: true}]"));
  CHECK(shorter.times_h(EventKind::cancelled) == Times{25, 37});  // by the attacks just after 21 h and 33 h, not 1 h
}

TEST_CASE("a posture of another kind of event or of other zones does not hold") {
  CHECK(OneReplication(certain_attack(", postures: [{after: spotted, for: 26 h, suspend: true}]"))[trips_cancelled] ==
        0);
  CHECK(OneReplication(
            certain_attack(", postures: [{after: interception, for: 26 h, suspend: true}]"))[trips_cancelled] == 0);
  Blocks blocks = certain_attack(", postures: [{after: attack, for: 26 h, suspend: true, zones: [hills]}]");
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0, lon: 0.2}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain},"
      " {from: b, to: c, length: 30 km, speed: 60 km/h, zone: hills}]}";
  CHECK(OneReplication(blocks)[trips_cancelled] == 0);
}

TEST_CASE("a posture's escorts join departures while it holds") {
  Blocks blocks = certain_attack(", postures: [{after: attack, for: 26 h, escort: 3}]");
  blocks.threat = "{background: {rates: {plain: 10 /km}, modes: [{name: m, kill: 1, spread: 1, halt: 48 h}]}}";
  const OneReplication run(blocks);
  // The first trip goes alone; the three after it have three escort vehicles of four. Each is attacked once, and all
  // die.
  CHECK(run[killed] == 4 * 20);
  CHECK(run[escort_killed] == 12 + 12 * 2);
  CHECK(run[vehicles_hit] == 1 + 4 + 4 + 4);
}

TEST_CASE("spotted background events halt and count, and intercept nobody") {
  Blocks blocks = certain_attack(", surveillance: {detect: 1}");
  const OneReplication run(blocks);
  CHECK(run[background_attacks] == 0);
  CHECK(run[background_spotted] > 0);
  CHECK(run[interceptions_spotting] == 0);
  CHECK(run[encounters] == 0);
}

/// One group at b with instant, certain attacks on the camp there.
Blocks camp(const std::string& group, const std::string& policy = "") {
  Blocks blocks;
  blocks.horizon = "400 d";
  blocks.sites = "[{name: camp, node: b, people: 100, guards: 2, spot: 0.5}]";
  blocks.threat =
      "{groups: [{name: g, home: [b], range: 0 km, dormant: {exponential: {mean: 2 d}}, preparing: 0 s, staged: 1 d,"
      " recovering: 1 d, site_share: 1, " +
      group + "}]}";
  blocks.policies = "[{name: base" + policy + "}]";
  return blocks;
}

TEST_CASE("cells that are expended die out") {
  Blocks blocks = camp("cells: 5, engage: 1, modes: [{name: m, kill: 0.5, expended: 1}]");
  blocks.sites = "[{name: camp, node: b, people: 100}]";
  const OneReplication run(blocks);
  CHECK(run[site_attacks] == 5);
  CHECK(run[cells_eliminated] == 5);
  CHECK(run[cells_active] == 0);
  CHECK(run[stagings] == 0);
  CHECK(run[encounters] == 0);
  CHECK(run[vehicles_hit] == 0);
  CHECK(run[attacks] == 5);
}

TEST_CASE("cells spotted at a site and captured die out without an attack") {
  const OneReplication run(
      camp("cells: 5, engage: 1, capture: 1, modes: [{name: m, kill: 0.5}]", ", guards: {camp: 60}"));
  CHECK(run[site_attacks] == 0);
  CHECK(run[interceptions_spotting] == 5);
  CHECK(run[cells_active] == 0);
  CHECK(run[spotted] == 0);  // of encounters on the road
}

TEST_CASE("help that comes before the end of an assault intercepts the cell") {
  Blocks blocks = camp(
      "cells: 5, engage: 1, capture: 1, modes: [{name: m, kill: 0.1, assault: {duration: 30 min, kill_rate: 0.1 /h}}]",
      ", reaction_force: {bases: [a], ready: 15 min, speed: 150 km/h}");  // 15 min + 30 km = 27 min
  blocks.sites = "[{name: camp, node: b, people: 100}]";
  const OneReplication run(blocks);
  CHECK(run[site_attacks] == 5);
  CHECK(run[interceptions_reaction] == 5);
  blocks.policies = "[{name: base, reaction_force: {bases: [a], ready: 19 min, speed: 150 km/h}}]";
  CHECK(OneReplication(blocks)[interceptions_reaction] == 0);
}

TEST_CASE("recruits join while there is room, and only then") {
  const std::string recruit = "recruit: {rate: 1 /d, max_cells: 8}";
  const OneReplication run(camp("cells: 3, engage: 0, capture: 0, modes: [{name: m, kill: 0}], " + recruit));
  CHECK(run[cells_recruited] == 5);
  CHECK(run[cells_active] == 8);
  CHECK(run.count(EventKind::recruited) == 5);
  const OneReplication none(
      camp("cells: 3, engage: 0, modes: [{name: m, kill: 0}], " + recruit, ", sanctuary: {recruitment: 0}"));
  CHECK(none[cells_recruited] == 0);
}

/// Two groups wait at the only segment, the first of the file having come last.
TEST_CASE("a trip meets cells in the order of the file, whoever staged first") {
  const auto group = [](const std::string& name, const std::string& preparing) {
    return "{name: " + name +
           ", cells: 1, home: [a], range: 5 km, dormant: {exponential: {mean: 1 s}}, preparing: " + preparing +
           ", staged: 900 d, recovering: 900 d, engage: 1, habit: 1, lead: 24 h, modes: [{name: m, kill: 0}]}";
  };
  Blocks blocks = two_days();
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.04}},"
      " roads: [{from: a, to: b, length: 5 km, speed: 60 km/h}]}";
  blocks.threat = "{groups: [" + group("late", "10 h") + ", " + group("early", "5 h") + "]}";
  const OneReplication run(blocks);
  std::vector<GroupId> attackers;
  for (const Event& event : run.log) {
    if (event.kind == EventKind::recovering) {
      attackers.push_back(event.group);
    }
  }
  CHECK(attackers == std::vector{GroupId(0), GroupId(1)});
  CHECK(run[encounters] == 2);  // whoever attacks first ends the meeting
}

void check_same(const ReplicationResult& one, const ReplicationResult& other) {
  CHECK(one.outcomes.values() == other.outcomes.values());
  CHECK(one.severity == other.severity);
  CHECK(one.severity_conditional == other.severity_conditional);
  for (std::size_t i = 0; i < one.legs.size(); ++i) {
    CHECK(one.legs[i].segments_passed == other.legs[i].segments_passed);
    CHECK(one.legs[i].stagings == other.legs[i].stagings);
    CHECK(one.legs[i].attacks == other.legs[i].attacks);
    CHECK(one.legs[i].killed == other.legs[i].killed);
  }
}

/// With a log every trip is followed from departure to arrival; without, those alone that meet somebody.
TEST_CASE("a log changes no result, bit by bit") {
  const auto* const path =
      GENERATE("scenarios/first-steps.yaml", "scenarios/karakoram.yaml", "scenarios/gwadar-quetta.yaml",
               "tests/scenario/data/everything.yaml", "tests/reference/scenarios/03-cells.yaml",
               "tests/reference/scenarios/04-habit.yaml", "tests/reference/scenarios/05-assault.yaml",
               "tests/reference/scenarios/07-sites.yaml", "tests/reference/scenarios/09-postures.yaml",
               "tests/reference/scenarios/10-consolidate-airlift.yaml", "tests/reference/scenarios/12-everything.yaml",
               "benchmarks/reference-corridor.yaml");
  const World world(test::read_file(path));
  Replication with(world);
  Replication without(world);
  for (std::size_t policy = 0; policy < world.policy_count(); ++policy) {
    for (std::uint64_t number = 0; number < 8; ++number) {
      INFO(path << ", policy " << policy << ", replication " << number);
      ReplicationResult logged;
      ReplicationResult plain;
      EventLog log;
      with.run(PolicyId(policy), 3, number, logged, &log);
      without.run(PolicyId(policy), 3, number, plain);
      check_same(logged, plain);
    }
  }
}

/// What trips take of the hours in [0, horizon), by the log.
double hours_out(const EventLog& log, double horizon_h) {
  double hours = 0;
  for (const Event& event : log) {
    if (event.kind == EventKind::departed) {
      const auto same = [&](const Event& other) {
        return other.kind == EventKind::arrived && other.convoy == event.convoy && other.entry == event.entry;
      };
      const auto arrival = std::ranges::find_if(log, same);
      const double end_h = arrival == log.end() ? horizon_h : arrival->time_h;
      hours += std::max(end_h - std::max(event.time_h, 0.0), 0.0);
    }
  }
  return hours;
}

/// Trips across t = 0 and across the horizon, trips before, halted ones and cancelled ones.
TEST_CASE("trips cost the hours that they are out, one by one") {
  Blocks blocks;
  blocks.warmup = "5 d";
  blocks.horizon = "60 d";
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 3}},"
      " roads: [{from: a, to: b, length: 600 km, speed: 60 km/h, zone: plain}]}";
  blocks.vehicles = "{bus: {seats: 20, protection: 0}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 7 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h, pace_cv: "
      "0.3}]";
  blocks.threat = "{background: {rates: {plain: 0.0003 /km}, modes: [{name: m, kill: 0.1, halt: 9 h}]}}";
  blocks.policies =
      "[{name: base}, {name: varied, schedule: {jitter: 3 h}, escort: {vehicles: 2}},"
      " {name: stopped, escort: {vehicles: 1}, postures: [{after: attack, for: 30 h, suspend: true},"
      " {after: attack, for: 50 h, escort: 0}]}]\ncosts: {currency: X, vehicle_hour: {bus: 10}, escort_vehicle_hour: "
      "3}";
  const World world(test::read(blocks));
  Replication replication(world);
  const double prices[]{10, 16, 13};
  for (std::size_t policy = 0; policy < 3; ++policy) {
    for (std::uint64_t number = 0; number < 5; ++number) {
      ReplicationResult result;
      EventLog log;
      replication.run(PolicyId(policy), 1, number, result, &log);
      CHECK(result.outcomes[attacks] > 0);
      CHECK((result.outcomes[trips_cancelled] > 0) == (policy == 2));
      CHECK(result.outcomes[cost] == Approx(prices[policy] * hours_out(log, 60 * 24)).epsilon(1e-12));
    }
  }
}

double conditional(const EventLog& log, bool at_site) {
  double sum = 0;
  for (const Event& event : log) {
    if (counts(event) && event.site.valid() == at_site) {
      sum += event.attack_probability * event.expected_killed;
    }
  }
  return sum;
}

double interceptions(const EventLog& log, Cause cause) {
  return static_cast<double>(std::ranges::count_if(log, [cause](const Event& event) {
    return counts(event) && event.kind == EventKind::intercepted && event.cause == cause;
  }));
}

TEST_CASE("the log's odds, victims and causes sum to the outcomes") {
  const World world(test::read_file("tests/scenario/data/everything.yaml"));
  Replication replication(world);
  ReplicationResult result;
  double killed_before_zero = 0;
  for (std::size_t policy = 0; policy < world.policy_count(); ++policy) {
    for (std::uint64_t number = 0; number < 20; ++number) {
      INFO("policy " << policy << ", replication " << number);
      EventLog log;
      replication.run(PolicyId(policy), 3, number, result, &log);
      const OutcomeValues& all = result.outcomes;
      CHECK(conditional(log, false) == Approx(all[killed_conditional]));
      CHECK(conditional(log, true) == Approx(all[site_killed_conditional]));
      CHECK(interceptions(log, Cause::spotting) == all[interceptions_spotting]);
      CHECK(interceptions(log, Cause::patrol) == all[interceptions_patrol]);
      CHECK(interceptions(log, Cause::tip) == all[interceptions_tip]);
      CHECK(interceptions(log, Cause::raid) == all[interceptions_raid]);
      CHECK(interceptions(log, Cause::reaction) == all[interceptions_reaction]);
      double dead = 0;
      for (const Event& event : log) {
        const int killed_here = event.killed + event.escort_killed;
        dead += counts(event) ? killed_here : 0;
        killed_before_zero += counts(event) ? 0 : killed_here;
        CHECK((is_meeting(event.kind) || event.attack_probability == 0));
        CHECK((is_attack(event.kind) || event.kind == EventKind::flown || killed_here == 0));
        CHECK(event.spot_probability + event.attack_probability <= 1);
      }
      CHECK(dead == all[killed_total]);
    }
  }
  CHECK(killed_before_zero > 0);
}

/// Paces are drawn once for all policies of a replication: the second one has most trips of those that are drawn.
TEST_CASE("a policy costs the same, bit by bit, whichever ran before in its replication") {
  Blocks blocks;
  blocks.horizon = "20 d";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 24 h}, workers: 20, vehicles: {bus: 1}, speed: 5 km/h, pace_cv: "
      "1}]";
  blocks.policies = "[{name: few}, {name: many, convoys: {bus: {depart: {every: 1 h}}}}]";
  spec::Scenario scenario = test::read(blocks);
  scenario.costs.vehicle_hour = {0.1};
  const World world(scenario);
  Replication used(world);
  ReplicationResult result;
  ReplicationResult fresh_result;
  for (std::uint64_t number = 0; number < 50; ++number) {
    used.run(PolicyId(1), 5, number, result);
    used.run(PolicyId(0), 5, number, result);
    Replication(world).run(PolicyId(0), 5, number, fresh_result);
    CHECK(fresh_result.outcomes[cost] > 0);
    CHECK(result.outcomes.values() == fresh_result.outcomes.values());
  }
}

TEST_CASE("replications do not depend on those that the same memory ran before") {
  const World world(test::read_file("tests/scenario/data/everything.yaml"));
  Replication used(world);
  ReplicationResult result;
  for (std::uint64_t number = 0; number < 3; ++number) {
    used.run(PolicyId(number % 3), 5, number, result);
  }
  EventLog used_log;
  used.run(PolicyId(2), 5, 9, result, &used_log);
  Replication fresh(world);
  ReplicationResult fresh_result;
  EventLog fresh_log;
  fresh.run(PolicyId(2), 5, 9, fresh_result, &fresh_log);
  CHECK(used_log == fresh_log);
  CHECK(result.outcomes.values() == fresh_result.outcomes.values());
  CHECK(result.severity_conditional == fresh_result.severity_conditional);
}

}  // namespace
}  // namespace convoyrisk::model
