#include "model/world/trip_lists.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "model/world/world.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

/// Ten days, warmed up for two, with a group that remembers passes, an entry of every measure on trips, and two ways to
/// go.
spec::Scenario with_every_measure() {
  test::Blocks blocks;
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0.1, lon: 0}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain},"
      " {from: a, to: c, length: 10 km, speed: 60 km/h, zone: hill},"
      " {from: c, to: b, length: 25 km, speed: 60 km/h, zone: hill}]}";
  blocks.horizon = "10 d";
  blocks.warmup = "2 d";
  blocks.vehicles =
      "{bus: {seats: 20, protection: 0}, van: {seats: 5, protection: 0}, armoured: {seats: 8, protection: 0.5}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 8 h, offset: 2 h}, workers: 30, vehicles: {bus: 2}, speed: 60 "
      "km/h},"
      " {name: van, from: b, to: a, depart: {at: [\"12:00\"]}, workers: 8, vehicles: {van: 2}, speed: 60 km/h}]";
  blocks.threat =
      "{groups: [{name: g, cells: 1, home: [a], range: 50 km, dormant: {exponential: {mean: 1 d}}, preparing: {fixed: "
      "1 h}, staged: {fixed: 1 h}, recovering: {fixed: 1 h}, engage: 0.5, deterrence: 0, observe: 0.5, memory: 5 d, "
      "target: {traffic: 1, cover: 0, distance: 0, security: 0}, modes: [{name: m, kill: 0.1}]}]}";
  blocks.policies =
      "[{name: base},"
      " {name: all, escort: [{vehicles: 1, spot: 0.1, hours: [\"06:00\", \"20:00\"]}],"
      "  vehicles: [{replace: {van: armoured}, days: [mon, tue]}], schedule: [{jitter: 1 h, convoys: [bus]}],"
      "  routing: [{alternatives: 2, convoys: [van], from: 3 d}], consolidate: [{trips: 2, convoys: [bus], until: 8 "
      "d}],"
      "  split: [{parts: 2, headway: 10 min, convoys: [van]}], airlift: [{share: 0.5, convoys: [bus], days: [sun]}],"
      "  convoys: {van: {workers: 6}}},"
      " {name: guarded, escort: {vehicles: 1}}]";
  return test::read(blocks);
}

void require_same(const Outfit& a, const Outfit& b) {
  REQUIRE(a.convoy == b.convoy);
  REQUIRE(a.ways == b.ways);
  REQUIRE(a.workers == b.workers);
  REQUIRE(a.escort == b.escort);
  REQUIRE(a.jitter_h == b.jitter_h);
  REQUIRE(a.headway_h == b.headway_h);
  REQUIRE(a.airlift == b.airlift);
  REQUIRE(a.boarding.types == b.boarding.types);
  REQUIRE(std::ranges::equal(a.boarding.vehicles, b.boarding.vehicles, {}, &Vehicle::protection, &Vehicle::protection));
  REQUIRE(std::ranges::equal(a.trips, b.trips));
  REQUIRE(std::ranges::equal(a.draws, b.draws));
  REQUIRE(a.first_after_zero == b.first_after_zero);
  REQUIRE(a.even == b.even);
}

void require_same(const Ways& a, const Ways& b) {
  REQUIRE(a.routes.size() == b.routes.size());
  REQUIRE(std::ranges::equal(a.routes, b.routes, {}, &RoutePlan::hazard, &RoutePlan::hazard));
  REQUIRE(std::ranges::equal(a.routes, b.routes, {}, &RoutePlan::roads, &RoutePlan::roads));
  REQUIRE(std::ranges::equal(a.routes, b.routes, {}, &RoutePlan::hours, &RoutePlan::hours));
  REQUIRE(std::ranges::equal(a.trips, b.trips));
  REQUIRE(std::ranges::equal(a.scheduled_h, b.scheduled_h));
  REQUIRE(a.per_hour == b.per_hour);
  REQUIRE(a.greatest_advance_h == b.greatest_advance_h);
  REQUIRE(a.greatest_delay_h == b.greatest_delay_h);
  REQUIRE(a.from_h == b.from_h);
  REQUIRE(a.pass_list == b.pass_list);
  REQUIRE(a.punctual == b.punctual);
  REQUIRE(a.by_timetable == b.by_timetable);
  REQUIRE(a.lane == b.lane);
}

void require_same(const PolicyPlan& a, const PolicyPlan& b) {
  REQUIRE(std::ranges::equal(a.trips, b.trips));
  REQUIRE(std::ranges::equal(a.order, b.order));
  REQUIRE(std::ranges::equal(a.trip_of_draws, b.trip_of_draws));
  REQUIRE(a.draw_count == b.draw_count);
  REQUIRE(a.greatest_jitter_h == b.greatest_jitter_h);
  REQUIRE(a.scheduled_trips == b.scheduled_trips);
  REQUIRE(a.scheduled_workers == b.scheduled_workers);
  REQUIRE(a.outfits.size() == b.outfits.size());
  for (std::size_t i = 0; i < a.outfits.size(); ++i) {
    require_same(a.outfits[i], b.outfits[i]);
  }
  REQUIRE(a.ways.size() == b.ways.size());
  for (std::size_t i = 0; i < a.ways.size(); ++i) {
    require_same(a.ways[i], b.ways[i]);
  }
  REQUIRE(std::ranges::equal(a.rhythms, b.rhythms, {}, &Rhythm::period_h, &Rhythm::period_h));
  REQUIRE(std::ranges::equal(a.rhythms, b.rhythms, {}, &Rhythm::scheduled_h, &Rhythm::scheduled_h));
  REQUIRE(a.passages_end == b.passages_end);
}

void require_same(const std::vector<PassList>& a, const std::vector<PassList>& b) {
  REQUIRE(std::ranges::equal(a, b, {}, &PassList::policy, &PassList::policy));
  REQUIRE(std::ranges::equal(a, b, {}, &PassList::ways, &PassList::ways));
  REQUIRE(std::ranges::equal(a, b, {}, &PassList::steady, &PassList::steady));
}

struct Change {
  std::string what;
  std::function<void(spec::Scenario&, spec::Policy&)> make;  ///< in the scenario, and in its policy with measures
};

/// Whether a world of the changed scenario shares the schedules of one of the scenario as it was; it must be the same
/// as one that shares nothing.
bool shares(const Change& change) {
  INFO(change.what);
  const World before(with_every_measure());
  REQUIRE(before.pass_lists().size() == 3);
  spec::Scenario scenario = with_every_measure();
  change.make(scenario, scenario.policies[1]);
  const World alone(scenario);
  const World like(scenario, &before);
  REQUIRE(like.trip_identities().count() == alone.trip_identities().count());
  for (std::size_t i = 0; i < alone.trip_identities().count(); ++i) {
    REQUIRE(like.trip_identities().identity(i) == alone.trip_identities().identity(i));
    REQUIRE(like.trip_identities().convoy(i) == alone.trip_identities().convoy(i));
  }
  for (std::size_t i = 0; i < alone.policy_count(); ++i) {
    require_same(like.policy(PolicyId(i)), alone.policy(PolicyId(i)));
  }
  require_same(like.pass_lists(), alone.pass_lists());
  return like.policy(PolicyId(1)).lists == before.policy(PolicyId(1)).lists;
}

}  // namespace

TEST_CASE("worlds share schedules that what they differ in does not touch") {
  const std::vector<Change> changes{
      {"nothing", [](auto&, auto&) {}},
      {"spot", [](auto&, auto& policy) { policy.escort[0].measure.spot = 0.3; }},
      {"escort vehicles", [](auto&, auto& policy) { policy.escort[0].measure.vehicles = 3; }},
      {"airlift", [](auto&, auto& policy) { policy.airlift[0].measure.share = 0.2; }},
      {"alternatives", [](auto&, auto& policy) { policy.routing[0].measure.alternatives = 1; }},
      {"protection", [](auto& scenario, auto&) { scenario.vehicle_types[2].protection = 0.7; }},
      {"detour", [](auto&, auto& policy) { policy.routing[0].measure.detour = 0.01; }},
      {"speed of a road", [](auto& scenario, auto&) { scenario.network.roads[0].speed_kmh = 31; }},
      {"length of a road", [](auto& scenario, auto&) { scenario.network.roads[0].length_km = 90; }},
      {"a road one way", [](auto& scenario, auto&) { scenario.network.roads[0].oneway = true; }},
      {"ends of a road", [](auto& scenario, auto&) { scenario.network.roads[0].to = NodeId(2); }},
      {"zone of a road", [](auto& scenario, auto&) { scenario.network.roads[0].zone = ZoneId(1); }},
      {"suspension", [](auto&, auto& policy) { policy.postures.emplace_back().suspend = true; }},
      {"groups", [](auto& scenario, auto&) { scenario.threat.groups.clear(); }}};
  for (const Change& change : changes) {
    INFO(change.what);
    CHECK(shares(change));
  }
}

TEST_CASE("worlds share no schedules where these differ") {
  const std::vector<Change> changes{
      {"start", [](auto& scenario, auto&) { scenario.start.weekday = (scenario.start.weekday + 1) % 7; }},
      {"horizon", [](auto& scenario, auto&) { scenario.horizon_h += 24; }},
      {"warm-up", [](auto& scenario, auto&) { scenario.warmup_h += 24; }},
      {"seats", [](auto& scenario, auto&) { scenario.vehicle_types[2].seats = 1; }},
      {"timetable",
       [](auto& scenario, auto&) { std::get<spec::Periodic>(scenario.convoys[0].depart).every_s = 6 * 3600; }},
      {"timetable of one of two policies alike",
       [](auto& scenario, auto&) {
         spec::ConvoyChange& change = scenario.policies[2].convoys.emplace_back();
         change.convoy = ConvoyId(0);
         change.depart = spec::Periodic{4 * 3600};
       }},
      {"workers", [](auto& scenario, auto&) { scenario.convoys[0].workers = 3; }},
      {"workers of a policy", [](auto&, auto& policy) { policy.convoys[0].workers = 2; }},
      {"jitter", [](auto&, auto& policy) { policy.schedule[0].measure.jitter_h = 2; }},
      {"curfew",
       [](auto&, auto& policy) {
         policy.schedule[0].measure.curfew = spec::HoursOfDay{0, 10 * 3600};
       }},
      {"loads", [](auto&, auto& policy) { policy.consolidate[0].measure.trips = 3; }},
      {"parts", [](auto&, auto& policy) { policy.split[0].measure.parts = 1; }},
      {"headway", [](auto&, auto& policy) { policy.split[0].measure.headway_h = 20; }},
      {"replacement", [](auto&, auto& policy) { policy.vehicles[0].measure.clear(); }},
      {"scope of escorts", [](auto&, auto& policy) { policy.escort[0].scope.hours.reset(); }},
      {"scope of vehicles", [](auto&, auto& policy) { policy.vehicles[0].scope.on_weekday[5] = true; }},
      {"scope of times", [](auto&, auto& policy) { policy.schedule[0].scope.convoys.reset(); }},
      {"scope of routes", [](auto&, auto& policy) { policy.routing[0].scope.window.from_h = 100; }},
      {"scope of loads", [](auto&, auto& policy) { policy.consolidate[0].scope.window.until_h = 100; }},
      {"scope of parts", [](auto&, auto& policy) { policy.split[0].scope.convoys.reset(); }},
      {"scope of flights", [](auto&, auto& policy) { policy.airlift[0].scope.on_weekday[0] = true; }},
      {"another entry", [](auto&, auto& policy) { policy.escort.push_back({}); }}};
  for (const Change& change : changes) {
    INFO(change.what);
    CHECK_FALSE(shares(change));
  }
}

}  // namespace convoyrisk::model
