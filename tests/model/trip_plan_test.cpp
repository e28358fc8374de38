#include "model/world/trip_plan.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "model/world/world.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

using Entries = std::vector<std::int64_t>;
using Numbers = std::vector<int>;

/// Ten days from Monday midnight, warmed up for two, of a bus every eight hours from 02:00 and a van at noon.
spec::Scenario two_convoys() {
  test::Blocks blocks;
  blocks.horizon = "10 d";
  blocks.warmup = "2 d";
  blocks.vehicles =
      "{bus: {seats: 20, protection: 0}, van: {seats: 5, protection: 0}, armoured: {seats: 8, protection: 0.5}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 8 h, offset: 2 h}, workers: 30, vehicles: {bus: 2}, speed: 60 "
      "km/h},"
      " {name: van, from: b, to: a, depart: {at: [\"12:00\"]}, workers: 4, vehicles: {van: 1}, speed: 60 km/h}]";
  return test::read(blocks);
}

template <class Measure>
spec::OnTrips<Measure> on(const Measure& measure, const std::vector<std::size_t>& convoys = {},
                          std::optional<spec::HoursOfDay> hours = {}, spec::Window window = {}) {
  spec::OnTrips<Measure> entry{measure};
  if (!convoys.empty()) {
    entry.scope.convoys.emplace();
    for (const std::size_t convoy : convoys) {
      entry.scope.convoys->emplace_back(convoy);
    }
  }
  entry.scope.hours = hours;
  entry.scope.window = window;
  return entry;
}

constexpr spec::HoursOfDay daytime{6 * 3600, 20 * 3600};

std::vector<const ScheduledTrip*> trips_of(const PolicyPlan& plan, std::size_t convoy) {
  std::vector<const ScheduledTrip*> trips;
  for (const ScheduledTrip& trip : plan.trips) {
    if (trip.convoy == ConvoyId(convoy)) {
      trips.push_back(&trip);
    }
  }
  return trips;
}

Entries entries_of(const PolicyPlan& plan, std::size_t convoy) {
  Entries entries;
  for (const ScheduledTrip* trip : trips_of(plan, convoy)) {
    entries.push_back(trip->entry);
  }
  return entries;
}

TEST_CASE("a policy without measures has one outfit a convoy") {
  const World world(two_convoys());
  const PolicyPlan& plan = world.policy(PolicyId(0));
  CHECK(plan.outfits.size() == 2);
  CHECK(plan.ways.size() == 2);
  CHECK(plan.trips.size() == 36 + 12);
  CHECK(plan.scheduled_trips == 40);
  CHECK(plan.scheduled_workers == 30 * 30 + 10 * 4);
  CHECK(plan.outfits[0].workers == 30);
  CHECK(std::ranges::is_sorted(plan.trips, {}, &ScheduledTrip::scheduled_h));
}

TEST_CASE("a convoy's rhythm is that of its timetable") {
  const World world(two_convoys());
  const std::vector<Rhythm>& rhythms = world.policy(PolicyId(0)).rhythms;
  REQUIRE(rhythms.size() == 2);
  CHECK(rhythms[0].period_h == 8);
  CHECK(rhythms[0].scheduled_h == std::vector<double>{2});
  CHECK(rhythms[1].period_h == 168);
  CHECK(rhythms[1].scheduled_h == std::vector<double>{12, 36, 60, 84, 108, 132, 156});
}

TEST_CASE("of a measure on trips a trip has the first entry that covers it, whole") {
  spec::Scenario scenario = two_convoys();
  spec::Escort three;
  three.vehicles = 3;
  spec::Escort one;
  one.vehicles = 1;
  one.spot = 0.5;
  spec::Policy& policy = scenario.policies[0];
  policy.escort = {on(three, {0}, daytime), on(one, {0, 1}, {}, {24, 48})};
  policy.schedule = {on(spec::Schedule{1, {}}, {1}), on(spec::Schedule{2, spec::HoursOfDay{1, 2}})};
  const World world(scenario);
  const PolicyPlan& plan = world.policy(PolicyId(0));
  for (const ScheduledTrip& trip : plan.trips) {
    INFO(trip.convoy.index() << " at " << trip.scheduled_h);
    const Outfit& outfit = plan.outfit(trip);
    const double hour = trip.scheduled_h - 24 * std::floor(trip.scheduled_h / 24);
    const bool by_day = trip.convoy == ConvoyId(0) && hour >= 6 && hour < 20;
    const bool second = !by_day && trip.scheduled_h >= 24 && trip.scheduled_h < 48;
    CHECK(outfit.escort.vehicles == (by_day ? 3 : second ? 1 : 0));
    CHECK(outfit.escort.spot == (second ? 0.5 : 0));
    CHECK(outfit.jitter_h == (trip.convoy == ConvoyId(1) ? 1 : 2));
    CHECK(outfit.curfew.has_value() == (trip.convoy == ConvoyId(0)));
  }
  CHECK(plan.greatest_jitter_h == 2);
}

TEST_CASE("consolidation numbers the entries it covers first, both ways from t = 0") {
  spec::Scenario scenario = two_convoys();
  // By day the bus leaves at 10:00 and 18:00: entries 1, 2, 4, 5 ... and before t = 0 -2, -1, -5, -4.
  scenario.policies[0].consolidate = {on(spec::Consolidate{2}, {0}, daytime),
                                      on(spec::Consolidate{3}, {0, 1}, {}, {-24, 120})};
  const World world(scenario);
  const PolicyPlan& plan = world.policy(PolicyId(0));
  const Entries bus = entries_of(plan, 0);
  const auto has = [&](std::int64_t entry) { return std::ranges::find(bus, entry) != bus.end(); };
  CHECK(has(1));
  CHECK_FALSE(has(2));
  CHECK(has(4));
  CHECK_FALSE(has(5));
  CHECK_FALSE(has(-1));
  CHECK(has(-2));
  CHECK(has(-5));
  CHECK_FALSE(has(-4));
  // At night, 02:00, three in one from -24 h to 120 h: entries 0, 3, 6, 9, 12 and -3; elsewhere every one.
  CHECK(has(0));
  CHECK_FALSE(has(3));
  CHECK_FALSE(has(6));
  CHECK(has(9));
  CHECK_FALSE(has(12));
  CHECK_FALSE(has(-3));
  CHECK(has(15));
  CHECK(has(-6));
  CHECK(entries_of(plan, 1) == Entries{-2, 0, 3, 5, 6, 7, 8, 9});
  for (const ScheduledTrip* trip : trips_of(plan, 0)) {
    const int loads = trip->entry % 3 != 0 ? 2 : trip->scheduled_h >= -24 && trip->scheduled_h < 120 ? 3 : 1;
    CHECK(plan.outfit(*trip).workers == 30 * loads);
    CHECK(plan.outfit(*trip).boarding.vehicles.size() == static_cast<std::size_t>(2 * loads));
  }
}

TEST_CASE("a trip that is split leaves as parts with the vehicles in turn, and those who sit in them") {
  spec::Scenario scenario = two_convoys();
  spec::Policy& policy = scenario.policies[0];
  policy.consolidate = {on(spec::Consolidate{3}, {0})};
  policy.vehicles = {on(std::vector<spec::VehicleReplacement>{{VehicleTypeId(1), VehicleTypeId(2)}})};
  policy.split = {on(spec::Split{4, 0.5})};
  const World world(scenario);
  const PolicyPlan& plan = world.policy(PolicyId(0));
  const auto bus = trips_of(plan, 0);
  REQUIRE(bus.size() == 12 * 4);  // six vehicles of 15: two, two, one and one
  for (std::size_t i = 0; i < bus.size(); ++i) {
    const Outfit& outfit = plan.outfit(*bus[i]);
    CHECK(bus[i]->part == i % 4);
    CHECK(outfit.boarding.vehicles.size() == (i % 4 < 2 ? 2 : 1));
    CHECK(outfit.workers == (i % 4 < 2 ? 30 : 15));
    CHECK(outfit.headway_h == 0.5 * static_cast<double>(i % 4));
  }
  const auto van = trips_of(plan, 1);
  CHECK(van.size() == 12);  // one vehicle: the other parts are not there
  CHECK(plan.outfit(*van[0]).boarding.types == std::vector{VehicleTypeId(2)});
  CHECK(plan.scheduled_workers == 10 * 90 + 10 * 4);
}

TEST_CASE(
    "trips are identified by convoy, entry and part under every policy, and part 0 is the trip that is not split") {
  spec::Scenario scenario = two_convoys();
  scenario.policies.push_back(scenario.policies[0]);
  scenario.policies.push_back(scenario.policies[0]);
  scenario.policies[1].split = {on(spec::Split{2, 0})};
  spec::ConvoyChange change;
  change.convoy = ConvoyId(1);
  change.depart = spec::Periodic{3600, 0};
  change.workers = 5;
  change.speed_kmh = 30;
  scenario.policies[2].convoys = {change};
  const World world(scenario);
  const TripIdentities& identities = world.trip_identities();
  std::set<std::uint64_t> all;
  for (std::size_t i = 0; i < identities.count(); ++i) {
    all.insert(identities.identity(i));
  }
  CHECK(all.size() == identities.count());
  CHECK(identities.count() == 48 + 36 + (12 * 24 - 12));
  for (std::size_t policy = 0; policy < 3; ++policy) {
    const PolicyPlan& plan = world.policy(PolicyId(policy));
    std::set<std::uint64_t> ranks;
    for (const ScheduledTrip& trip : plan.trips) {
      CHECK(identities.identity(trip.draws) == trip_identity(trip.convoy, trip.entry, trip.part));
      CHECK(identities.identity(trip.shared_draws) == trip_identity(trip.convoy, trip.entry, 0));
      CHECK(trip.draws < plan.draw_count);
      ranks.insert(trip.rank());
    }
    CHECK(ranks.size() == plan.trips.size());
  }
  CHECK(world.policy(PolicyId(0)).draw_count == 48);
  const PolicyPlan& hourly = world.policy(PolicyId(2));
  CHECK(trips_of(hourly, 1).size() == 12 * 24);
  CHECK(trips_of(hourly, 1)[48]->entry == 0);
  CHECK(hourly.outfits[1].workers == 5);
  CHECK(hourly.ways[1].routes[0].hours() == 1);
  CHECK(hourly.scheduled_workers == 30 * 30 + 5 * 240);
}

TEST_CASE("trips are ordered by their departure after curfew and headway") {
  spec::Scenario scenario = two_convoys();
  scenario.policies[0].schedule = {on(spec::Schedule{0, spec::HoursOfDay{1 * 3600, 11 * 3600}}, {0})};
  scenario.policies[0].split = {on(spec::Split{2, 1.5}, {0})};
  const World world(scenario);
  const PolicyPlan& plan = world.policy(PolicyId(0));
  // A day: 02:00 and 10:00 leave at 11:00 and 12:30, the van at 12:00, 18:00 at 18:00 and 19:30.
  std::vector<std::pair<std::int64_t, std::uint32_t>> first_day;
  for (const std::uint32_t index : plan.order) {
    const ScheduledTrip& trip = plan.trips[index];
    if (trip.scheduled_h >= 0 && trip.scheduled_h < 24) {
      first_day.emplace_back(trip.convoy == ConvoyId(1) ? 99 : trip.entry, trip.part);
    }
  }
  CHECK(first_day ==
        std::vector<std::pair<std::int64_t, std::uint32_t>>{{0, 0}, {1, 0}, {99, 0}, {0, 1}, {1, 1}, {2, 0}, {2, 1}});
  CHECK(plan.ways[0].greatest_delay_h == Approx(11.5));
  CHECK(plan.ways[1].greatest_delay_h == 0);
}

TEST_CASE("policies whose trips depart alike share a list of passes, but not where what happens decides") {
  test::Blocks blocks;
  blocks.warmup = "2 d";
  blocks.threat =
      "{groups: [{name: g, cells: 1, home: [a], range: 50 km, dormant: {exponential: {mean: 1 d}}, preparing: {fixed: "
      "1 h}, staged: {fixed: 1 h}, recovering: {fixed: 1 h}, engage: 0.5, deterrence: 0, observe: 0.5, memory: 5 d, "
      "target: {traffic: 1, cover: 0, distance: 0, security: 0}, modes: [{name: m, kill: 0.1}]}]}";
  blocks.policies =
      "[{name: base}, {name: escorts, escort: {vehicles: 1}}, {name: varied, schedule: {jitter: 1 h}},"
      " {name: both, schedule: {jitter: 1 h}, escort: {vehicles: 1}}, {name: wider, schedule: {jitter: 2 h}},"
      " {name: flown, airlift: {share: 0.5, fatality: 0}},"
      " {name: stopped, postures: [{after: attack, for: 1 d, suspend: true}]},"
      " {name: guarded, postures: [{after: attack, for: 1 d, escort: 1}]}]";
  const World world(test::read(blocks));
  const auto list = [&](std::size_t policy) { return world.policy(PolicyId(policy)).ways.front().pass_list; };
  CHECK(list(0) == 0);
  CHECK(list(1) == 0);
  CHECK(list(2) == 1);
  CHECK(list(3) == 1);
  CHECK(list(4) == 2);
  CHECK(list(5) == no_pass_list);
  CHECK(list(6) == no_pass_list);
  CHECK(list(7) == 0);
  REQUIRE(world.pass_lists().size() == 3);
  CHECK(world.pass_lists()[0].steady);
  CHECK_FALSE(world.pass_lists()[1].steady);
}

TEST_CASE("passages know the first and the last midpoint of their leg in order of travel") {
  const World world(two_convoys());
  std::size_t found = 0;
  const PolicyPlan& plan = world.policy(PolicyId(0));
  for (std::size_t road = 0; road < world.legs().size(); ++road) {
    for (const Passage& passage : plan.passages(RoadId(road))) {
      CHECK(passage.leg->leg == RoadId(road));
      CHECK(passage.leg->segments > 1);
      CHECK(passage.first_h == passage.leg->midpoint_h(0));
      CHECK(passage.last_h == passage.leg->midpoint_h(passage.leg->segments - 1));
      ++found;
    }
  }
  CHECK(found == 2);
}

TEST_CASE("escorts ride on the longest runs of legs in their zones") {
  test::Blocks blocks;
  blocks.network =
      "{nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.01}, c: {lat: 0, lon: 0.02}, d: {lat: 0, lon: 0.03},"
      " e: {lat: 0, lon: 0.04}}, roads: [{from: a, to: b, speed: 60 km/h, length: 9 km, zone: hill},"
      " {from: b, to: c, speed: 60 km/h, length: 9 km, zone: pass}, {from: c, to: d, speed: 60 km/h, length: 9 km},"
      " {from: d, to: e, speed: 60 km/h, length: 9 km, zone: hill}]}";
  blocks.convoys =
      "[{name: bus, from: a, to: e, depart: {every: 6 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h}]";
  spec::Scenario scenario = test::read(blocks);
  spec::Escort escort;
  escort.vehicles = 2;
  escort.zones = {ZoneId(0), ZoneId(1)};
  scenario.policies[0].escort = {on(escort)};
  const World world(scenario);
  CHECK(world.policy(PolicyId(0)).outfits[0].escort_runs == std::vector<std::vector<std::uint32_t>>{{1, 1, 0, 2}});
  scenario.policies[0].escort[0].measure.zones.reset();
  const World everywhere(scenario);
  CHECK(everywhere.policy(PolicyId(0)).outfits[0].escort_runs.empty());
}

}  // namespace
}  // namespace convoyrisk::model
