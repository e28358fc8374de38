// Plans as they are made: scopes, windows, curfews, parts, escorts in zones, changed convoys.

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/one_replication.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::Blocks;
using test::OneReplication;

using Times = std::vector<double>;

/// From Monday midnight on a bus of 20 at 01:00 and 13:00, half an hour on the road.
Blocks days_of_buses() {
  Blocks blocks;
  blocks.horizon = "48 h";
  blocks.vehicles = "{bus: {seats: 20, protection: 0}, van: {seats: 10, protection: 0}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 12 h, offset: 1 h}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h}]";
  return blocks;
}

template <class Measure>
void add_entry(std::vector<spec::OnTrips<Measure>>& entries, const Measure& measure,
               const spec::TripScope& scope = {}) {
  entries.push_back({measure, scope});
}

spec::TripScope only_convoy(std::size_t convoy) {
  spec::TripScope scope;
  scope.convoys = {ConvoyId(convoy)};
  return scope;
}

constexpr int hour_s = 3600;

TEST_CASE("a curfew puts departures off to its end, and what workers wait is counted and paid") {
  spec::Scenario scenario = test::read(days_of_buses());
  add_entry(scenario.policies[0].schedule, {0, spec::HoursOfDay{23 * hour_s, 2 * hour_s + 1800}});
  scenario.costs.worker_delay_hour = 3;
  const OneReplication run(scenario);
  CHECK(run.times_h(EventKind::departed) == Times{2.5, 13, 26.5, 37});
  CHECK(run.log.front().waited_h == 1.5);
  CHECK(run[waiting] == 2 * 1.5 * 20);
  CHECK(run[cost] == 3 * run[waiting]);
  CHECK(run[delay] == 0);
  CHECK(run[trips_arrived] == 4);
}

TEST_CASE("a trip that a curfew holds beyond the horizon is unfinished and has waited up to there") {
  Blocks blocks = days_of_buses();
  blocks.horizon = "38 h";
  spec::Scenario scenario = test::read(blocks);
  add_entry(scenario.policies[0].schedule, {0, spec::HoursOfDay{12 * hour_s, 20 * hour_s}});
  scenario.policies[0].airlift.push_back({{1, 0}, {}});
  const OneReplication run(scenario);
  CHECK(run[trips_flown] == 3);
  CHECK(run[trips_unfinished] == 1);
  CHECK(run[waiting] == (7 + 1) * 20);
}

TEST_CASE("parts leave one headway after the other, having waited together for the end of the curfew") {
  Blocks blocks = days_of_buses();
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 12 h, offset: 1 h}, workers: 20, vehicles: {van: 2}, speed: 60 "
      "km/h}]";
  spec::Scenario scenario = test::read(blocks);
  add_entry(scenario.policies[0].schedule, {0, spec::HoursOfDay{0, 2 * hour_s}});
  add_entry(scenario.policies[0].split, {2, 0.75});
  const OneReplication run(scenario);
  CHECK(run.times_h(EventKind::departed) == Times{2, 2.75, 13, 13.75, 26, 26.75, 37, 37.75});
  CHECK(run[trips_scheduled] == 8);
  CHECK(run[trips_arrived] == 8);
  CHECK(run[workers_delivered] == 80);
  CHECK(run[waiting] == 2 * 20);  // each part of ten for an hour, twice
  std::vector<std::uint32_t> parts;
  for (const Event& event : run.log) {
    if (event.kind == EventKind::arrived) {
      parts.push_back(event.part);
    }
  }
  CHECK(parts == std::vector<std::uint32_t>{0, 1, 0, 1, 0, 1, 0, 1});
  CHECK(run.result.legs[0].segments_passed == 8 * 6);
}

TEST_CASE("the flight of a trip that is split is one coin") {
  Blocks blocks = days_of_buses();
  blocks.horizon = "100 d";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 12 h, offset: 1 h}, workers: 20, vehicles: {van: 2}, speed: 60 "
      "km/h}]";
  spec::Scenario scenario = test::read(blocks);
  add_entry(scenario.policies[0].airlift, {0.5, 0});
  add_entry(scenario.policies[0].split, {2, 1});
  const OneReplication run(scenario);
  std::vector<std::int64_t> flown[2];
  for (const Event& event : run.log) {
    if (event.kind == EventKind::flown) {
      flown[event.part].push_back(event.entry);
    }
  }
  CHECK(flown[0].size() > 50);
  CHECK(flown[0] == flown[1]);
}

/// Three legs of 30 km at 60 km/h, of which the escort rides on the middle one.
Blocks three_legs() {
  Blocks blocks = days_of_buses();
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, x: {lat: 0, lon: 0.1}, y: {lat: 0, lon: 0.2}, b: {lat: 0, lon: "
      "0.3}}, roads: [{from: a, to: x, length: 30 km, speed: 60 km/h, zone: plain},"
      " {from: x, to: y, length: 30 km, speed: 60 km/h, zone: hill},"
      " {from: y, to: b, length: 30 km, speed: 60 km/h, zone: plain}]}";
  return blocks;
}

TEST_CASE("an escort in one zone is paid for its way there") {
  Blocks blocks = three_legs();
  blocks.horizon = "37.75 h";  // the last trip has ridden a quarter of an hour with its escort
  spec::Scenario scenario = test::read(blocks);
  spec::Escort escort;
  escort.vehicles = 2;
  escort.zones = {ZoneId(1)};
  add_entry(scenario.policies[0].escort, escort);
  scenario.costs.escort_vehicle_hour = 10;
  CHECK(OneReplication(scenario)[cost] == Approx((3 * 0.5 + 0.25) * 2 * 10));
  scenario.policies[0].escort[0].measure.zones = {ZoneId(0)};
  CHECK(OneReplication(scenario)[cost] == Approx((3 * 1 + 0.5) * 2 * 10));
  scenario.policies[0].escort[0].measure.zones = {ZoneId(0), ZoneId(1)};
  CHECK(OneReplication(scenario)[cost] == Approx((3 * 1.5 + 0.75) * 2 * 10));
}

TEST_CASE("halts on the way of an escort in zones are part of its hours, others are not") {
  Blocks blocks = three_legs();
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 100 h, offset: 1 h}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h}]";
  blocks.threat =
      "{spotted_halt: 2 h, background: {rates: {plain: 0 /km, hill: 1 /km}, modes: [{name: m, kill: 0, halt: 2 h}]}}";
  spec::Scenario scenario = test::read(blocks);
  spec::Escort escort;
  escort.vehicles = 1;
  escort.zones = {ZoneId(1)};
  add_entry(scenario.policies[0].escort, escort);
  scenario.costs.escort_vehicle_hour = 10;
  const OneReplication run(scenario);
  CHECK(run[background_attacks] > 3);
  CHECK(run[trips_arrived] + run[trips_unfinished] == 1);
  const double halts_h = run[delay] / 20;
  CHECK(run[cost] == Approx((run[trips_arrived] == 1 ? 0.5 + halts_h : 48 - 1.5) * 10));
  scenario.policies[0].escort[0].measure.zones = {ZoneId(0)};
  const OneReplication outside(scenario);
  CHECK(outside[delay] == run[delay]);
  CHECK(outside[cost] == Approx((run[trips_arrived] == 1 ? 1 : 0.5) * 10));
}

TEST_CASE("escorts join afresh with full crews at each run of legs in their zones, and are not there elsewhere") {
  Blocks blocks = three_legs();
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 100 h, offset: 1 h}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h}]";
  blocks.threat =
      "{background: {rates: {plain: 1 /km, hill: 1 /km}, deterrence: 0, modes: [{name: m, kill: 1, spread: 1}]}}";
  spec::Scenario scenario = test::read(blocks);
  spec::Escort escort;
  escort.vehicles = 2;
  escort.crew = 3;
  escort.zones = {ZoneId(0)};
  add_entry(scenario.policies[0].escort, escort);
  const OneReplication run(scenario);
  CHECK(run[killed] == 20);
  CHECK(run[escort_killed] == 2 * 2 * 3);  // everybody on the first leg, the fresh crews on the third
  for (const Event& event : run.log) {
    if (event.kind == EventKind::background_attacked && event.leg == RoadId(1)) {
      CHECK(event.escort_killed == 0);
    }
  }
}

TEST_CASE("an escort in zones spots and deters there alone") {
  Blocks blocks = three_legs();
  blocks.threat =
      "{spotted_halt: 0 h, background: {rates: {plain: 1 /km, hill: 1 /km}, deterrence: 1000, modes: [{name: m, kill: "
      "0}]}}";
  spec::Scenario scenario = test::read(blocks);
  spec::Escort escort;
  escort.vehicles = 1;
  escort.spot = 0.5;
  escort.zones = {ZoneId(1)};
  add_entry(scenario.policies[0].escort, escort);
  const OneReplication run(scenario);
  int met = 0;
  for (const Event& event : run.log) {
    if (is_meeting(event.kind)) {
      const bool in_zone = event.leg == RoadId(1);
      CHECK(event.spot_probability == (in_zone ? 0.5 : 0));
      CHECK(event.attack_probability == (in_zone ? 0 : 1));
      ++met;
    }
  }
  CHECK(met > 100);
}

TEST_CASE("surveillance spots in its zones while it is in force, each entry by itself") {
  Blocks blocks = three_legs();
  blocks.threat = "{spotted_halt: 0 h, background: {rates: {plain: 1 /km, hill: 1 /km}, modes: [{name: m, kill: 0}]}}";
  spec::Scenario scenario = test::read(blocks);
  scenario.policies[0].surveillance = {{{0.5, spec::Zones{{ZoneId(1)}}}, {}}, {{0.2, {}}, {12, 30}}};
  const OneReplication run(scenario);
  int met = 0;
  for (const Event& event : run.log) {
    if (is_meeting(event.kind)) {
      const double first = event.leg == RoadId(1) ? 0.5 : 0;
      const double second = event.time_h >= 12 && event.time_h < 30 ? 0.2 : 0;
      CHECK(event.spot_probability == Approx(1 - (1 - first) * (1 - second)));
      ++met;
    }
  }
  CHECK(met > 100);
}

TEST_CASE("a posture acts on departures of its convoys, started while it is in force") {
  Blocks blocks = days_of_buses();
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 12 h, offset: 1 h}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h}, {name: back, from: b, to: a, depart: {every: 12 h, offset: 2 h}, workers: 20, vehicles: {bus: 1},"
      " speed: 60 km/h}]";
  blocks.threat = "{background: {rates: {plain: 1 /km}, modes: [{name: m, kill: 0}]}}";
  spec::Scenario scenario = test::read(blocks);
  spec::Posture posture;
  posture.for_h = 6;
  posture.suspend = true;
  scenario.policies[0].postures = {posture};
  CHECK(OneReplication(scenario).times_h(EventKind::cancelled) == Times{2, 14, 26, 38});
  scenario.policies[0].postures[0].convoys = {ConvoyId(0)};
  CHECK(OneReplication(scenario)[trips_cancelled] == 0);
  scenario.policies[0].postures[0].convoys = {ConvoyId(1)};
  scenario.policies[0].postures[0].window = {13.2, 36};
  CHECK(OneReplication(scenario).times_h(EventKind::cancelled) == Times{14, 26});
}

TEST_CASE("a policy's own timetable, workers, speed and pace are its own") {
  spec::Scenario scenario = test::read(days_of_buses());
  scenario.convoys[0].pace_cv = 0.5;
  spec::ConvoyChange change;
  change.convoy = ConvoyId(0);
  change.depart = spec::Daily{{5 * hour_s, 9 * hour_s, 20 * hour_s}};
  change.workers = 7;
  change.speed_kmh = 30;
  change.pace_cv = 0;
  scenario.policies[0].convoys = {change};
  const OneReplication run(scenario);
  CHECK(run.times_h(EventKind::departed) == Times{5, 9, 20, 29, 33, 44});
  CHECK(run.times_h(EventKind::arrived) == Times{6, 10, 21, 30, 34, 45});
  CHECK(run[workers_scheduled] == 6 * 7);
}

TEST_CASE("help is the soonest of the forces in force when the attack begins") {
  Blocks blocks;
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}},"
      " roads: [{from: a, to: b, length: 5 km, speed: 60 km/h}]}";
  spec::Scenario scenario = test::read(blocks);
  scenario.policies[0].reaction_force = {{{{NodeId(0)}, 2, 50}, {}}, {{{NodeId(1)}, 1, 50}, {10, 20}}};
  const World world(scenario);
  const PolicyPlan& plan = world.policy(PolicyId(0));
  CHECK(plan.help_h(world.leg(RoadId(0)), 0, 0) == 2);
  CHECK(plan.help_h(world.leg(RoadId(0)), 0, 10) == 1);
  CHECK(plan.help_h(NodeId(0), 15) == Approx(1.1));
  CHECK(plan.help_h(NodeId(1), 20) == Approx(2.1));
}

/// A site that one cell attacks again and again, whose guards see every attack of theirs.
TEST_CASE("guards are those at the site and those added that are in force") {
  Blocks blocks;
  blocks.sites = "[{name: camp, node: b, people: 100, guards: 1, spot: 0.5}]";
  blocks.threat =
      "{groups: [{name: g, cells: 2, home: [b], range: 0 km, dormant: {exponential: {mean: 1 d}}, preparing: 0 s, "
      "staged: 1 d, recovering: 0 s, capture: 0, site_share: 1, engage: 1, modes: [{name: m, kill: 0.5}]}]}";
  spec::Scenario scenario = test::read(blocks);
  scenario.policies[0].guards = {{{{SiteId(0), 1}}, {0, 1000}}, {{{SiteId(0), 2}}, {500, 1500}}};
  const OneReplication run(scenario);
  int met = 0;
  for (const Event& event : run.log) {
    if (is_meeting(event.kind)) {
      const int guards = 1 + (event.time_h < 1000 ? 1 : 0) + (event.time_h >= 500 && event.time_h < 1500 ? 2 : 0);
      CHECK(event.spot_probability == Approx(1 - std::pow(0.5, guards)));
      ++met;
    }
  }
  CHECK(met > 100);
}

TEST_CASE("sanctuary and backlash act on recruits while they are in force") {
  Blocks blocks;
  blocks.threat =
      "{groups: [{name: g, cells: 0, home: [b], range: 0 km, dormant: {exponential: {mean: 1000 d}}, preparing: 0 s, "
      "staged: 1 d, recovering: 0 s, engage: 1, modes: [{name: m, kill: 0}], recruit: {rate: 1 /h, max_cells: "
      "100000}}]}";
  spec::Scenario scenario = test::read(blocks);
  scenario.policies[0].sanctuary = {{{0}, {200, 1000}}, {{0.5}, {900, 1500}}};
  scenario.policies[0].crackdown = {{{0, 1, {}}, {1200, 1400}}, {{0, 2, {}}, {1300, 1400}}};
  const OneReplication run(scenario);
  const Times times = run.times_h(EventKind::recruited);
  const auto in = [&](double from, double to) {
    return static_cast<double>(std::ranges::count_if(times, [&](double t) { return t >= from && t < to; }));
  };
  // Poisson counts: within 4.9 standard deviations, chance 1e-6 each.
  const auto about = [](double mean) { return Approx(mean).margin(4.9 * std::sqrt(mean)); };
  CHECK(in(0, 200) == about(200));
  CHECK(in(200, 1000) == 0);
  CHECK(in(1000, 1200) == about(100));
  CHECK(in(1200, 1300) == about(100));
  CHECK(in(1300, 1400) == about(200));
  CHECK(in(1400, 1500) == about(50));
  CHECK(in(1500, 2400) == about(900));
}

/// Verification: a cell staged for good that patrols in force on [a, b) clear with probability 1 - exp(-detect (b -
/// a)/interval). 4000 cells, binomial within 4.9 standard deviations: false alarm 1e-6. Control: half the time in
/// force is rejected.
TEST_CASE("patrols clear staged cells while they are in force") {
  Blocks blocks;
  blocks.horizon = "40 d";
  blocks.threat =
      "{groups: [{name: g, cells: 4000, home: [b], range: 40 km, dormant: {exponential: {mean: 1 s}}, preparing: 0 s,"
      " staged: 900 d, recovering: 900 d, engage: 0, capture: 0, modes: [{name: m, kill: 0}]}]}";
  spec::Scenario scenario = test::read(blocks);
  scenario.convoys[0].depart = spec::Periodic{1e9, 1e8};
  scenario.policies[0].patrols = {{{12, 0.4, {}}, {100, 130}}, {{24, 0.2, {}}, {120, 180}}};
  const OneReplication run(scenario);
  const double hazard = 30 * 0.4 / 12 + 60 * 0.2 / 24;
  const double cleared = 4000 * (1 - std::exp(-hazard));
  const double margin = 4.9 * std::sqrt(cleared * std::exp(-hazard));
  CHECK(run[interceptions_patrol] == Approx(cleared).margin(margin));
  CHECK(run[interceptions_patrol] != Approx(4000 * (1 - std::exp(-hazard / 2))).margin(margin));
  for (const double time_h : run.times_h(EventKind::intercepted)) {
    CHECK((time_h >= 100 && time_h < 180));
  }
}

void check_equal(const ReplicationResult& one, const ReplicationResult& other) {
  CHECK(one.outcomes.values() == other.outcomes.values());
  CHECK(one.severity == other.severity);
  CHECK(one.severity_conditional == other.severity_conditional);
}

template <class Measure>
void widen(std::vector<spec::OnTrips<Measure>>& entries, std::size_t convoys) {
  for (auto& entry : entries) {
    entry.scope.window = {-1e5, 1e5};
    entry.scope.convoys.emplace();
    for (std::size_t i = 0; i < convoys; ++i) {
      entry.scope.convoys->emplace_back(i);
    }
    entry.scope.hours = spec::HoursOfDay{8 * hour_s, 8 * hour_s};
  }
}

template <class Measure>
void widen(std::vector<spec::InForce<Measure>>& entries) {
  for (auto& entry : entries) {
    entry.window = {-1e5, 1e5};
  }
}

TEST_CASE("a policy with scopes that cover everything is the policy without them, bit by bit") {
  const auto* const path = GENERATE("scenarios/karakoram.yaml", "tests/scenario/data/everything.yaml",
                                    "tests/reference/scenarios/12-everything.yaml");
  const spec::Scenario scenario = test::read_file(path);
  spec::Scenario scoped = scenario;
  for (spec::Policy& policy : scoped.policies) {
    widen(policy.escort, scenario.convoys.size());
    widen(policy.vehicles, scenario.convoys.size());
    widen(policy.schedule, scenario.convoys.size());
    widen(policy.routing, scenario.convoys.size());
    widen(policy.consolidate, scenario.convoys.size());
    widen(policy.airlift, scenario.convoys.size());
    widen(policy.guards);
    widen(policy.patrols);
    widen(policy.surveillance);
    widen(policy.intelligence);
    widen(policy.crackdown);
    widen(policy.sanctuary);
    widen(policy.reaction_force);
  }
  const World plain_world(scenario);
  const World scoped_world(scoped);
  Replication plain(plain_world);
  Replication with_scopes(scoped_world);
  for (std::size_t policy = 0; policy < scenario.policies.size(); ++policy) {
    for (std::uint64_t number = 0; number < 4; ++number) {
      INFO(path << ", policy " << policy << ", replication " << number);
      ReplicationResult one;
      ReplicationResult other;
      EventLog log;
      EventLog other_log;
      plain.run(PolicyId(policy), 3, number, one, &log);
      with_scopes.run(PolicyId(policy), 3, number, other, &other_log);
      check_equal(one, other);
      CHECK(log == other_log);
    }
  }
}

/// Background attackers alone: nothing that happens to one convoy can change another.
TEST_CASE("a measure scoped to one convoy leaves another's events as they are, one by one") {
  Blocks blocks = three_legs();
  blocks.horizon = "60 d";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 5 h}, workers: 20, vehicles: {van: 2}, speed: 60 km/h, pace_cv: "
      "0.2}, {name: back, from: b, to: a, depart: {every: 7 h}, workers: 10, vehicles: {van: 1}, speed: 60 km/h,"
      " pace_cv: 0.1}]";
  blocks.threat =
      "{background: {rates: {plain: 0.01 /km, hill: 0.02 /km}, deterrence: 0.2, modes: [{name: m, kill: 0.3, injure: "
      "0.3, spread: 0.3, severity_cv: 0.5, halt: 1 h}]}}";
  spec::Scenario scenario = test::read(blocks);
  scenario.policies.push_back(scenario.policies[0]);
  spec::Policy& scoped = scenario.policies[1];
  spec::Escort escort;
  escort.vehicles = 2;
  escort.spot = 0.2;
  escort.zones = {ZoneId(1)};
  add_entry(scoped.escort, escort, only_convoy(0));
  add_entry(scoped.split, {2, 0.5}, only_convoy(0));
  add_entry(scoped.schedule, {1, spec::HoursOfDay{22 * hour_s, 4 * hour_s}}, only_convoy(0));
  add_entry(scoped.airlift, {0.2, 0.01}, only_convoy(0));
  spec::ConvoyChange change;
  change.convoy = ConvoyId(0);
  change.pace_cv = 0.4;
  scoped.convoys = {change};
  const auto of_back = [](const OneReplication& run) {
    EventLog log;
    std::ranges::copy_if(run.log, std::back_inserter(log), [](const Event& e) { return e.convoy == ConvoyId(1); });
    return log;
  };
  for (std::uint64_t number = 0; number < 5; ++number) {
    const OneReplication without(scenario, 0, number);
    const OneReplication with(scenario, 1, number);
    CHECK(of_back(without).size() > 400);
    CHECK(of_back(without) == of_back(with));
    CHECK(without.log.size() != with.log.size());
  }
}

TEST_CASE("part 0 of a trip draws what the undivided trip would") {
  Blocks blocks = three_legs();
  blocks.horizon = "60 d";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 5 h}, workers: 20, vehicles: {van: 2}, speed: 60 km/h, pace_cv: "
      "0.2}]";
  spec::Scenario scenario = test::read(blocks);
  add_entry(scenario.policies[0].schedule, {2, {}});
  scenario.policies.push_back(scenario.policies[0]);
  add_entry(scenario.policies[1].split, {2, 0.5});
  const OneReplication undivided(scenario);
  const OneReplication divided(scenario, 1);
  std::vector<std::pair<std::int64_t, double>> whole;
  std::vector<std::pair<std::int64_t, double>> first;
  std::vector<std::pair<std::int64_t, double>> second;
  for (const Event& event : undivided.log) {
    whole.emplace_back(event.entry, event.time_h);
  }
  for (const Event& event : divided.log) {
    (event.part == 0 ? first : second).emplace_back(event.entry, event.time_h);
  }
  CHECK((whole == first));
  CHECK(second.size() > 200);
}

}  // namespace
}  // namespace convoyrisk::model
