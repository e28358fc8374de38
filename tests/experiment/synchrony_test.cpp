// Common random numbers: a policy changes only what it touches.
#include <algorithm>
#include <catch2/catch.hpp>

#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

using model::Event;
using model::EventLog;

EventLog events(const model::World& world, std::size_t policy, std::uint64_t replication) {
  model::Replication engine(world);
  model::ReplicationResult result;
  EventLog log;
  engine.run(PolicyId(policy), 9, replication, result, &log);
  return log;
}

template <class Predicate>
EventLog only(EventLog log, const Predicate& keep) {
  std::erase_if(log, [&](const Event& event) { return !keep(event); });
  return log;
}

/// Two valleys that meet at c, a convoy and a group in each. The groups' range decides whether they reach over.
test::Blocks valleys(const std::string& range) {
  const auto group = [&](const std::string& name, const std::string& home) {
    return "{name: " + name + ", cells: 3, home: [" + home + "], range: " + range +
           ", dormant: {exponential: {mean: 4 d}}, preparing: {gamma: {mean: 1 d, cv: 0.7}},"
           " staged: {exponential: {mean: 12 h}}, recovering: {gamma: {mean: 3 d, cv: 0.7}}, engage: 0.6, habit: 0.5,"
           " observe: 0.5, target: {traffic: 1}, excitation: {jump: 1, decay: 5 d}, recruit: {rate: 1 /20d, max_cells: "
           "5},"
           " modes: [{name: bomb, kill: 0.2, injure: 0.3, spread: 0.1, severity_cv: 1, expended: 0.2, halt: 3 h}]}";
  };
  test::Blocks blocks;
  blocks.horizon = "60 d";
  blocks.warmup = "10 d";
  blocks.network =
      "{nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0, lon: 0.2}, d: {lat: 0, lon: 0.3}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: west},"
      " {from: b, to: c, length: 90 km, speed: 60 km/h, zone: middle},"
      " {from: c, to: d, length: 30 km, speed: 60 km/h, zone: east}]}";
  blocks.convoys =
      "[{name: west, from: a, to: b, depart: {every: 8 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h, pace_cv: "
      "0.1},"
      " {name: east, from: c, to: d, depart: {every: 8 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h, pace_cv: "
      "0.1}]";
  blocks.threat = "{groups: [" + group("west", "a") + ", " + group("east", "d") +
                  "], background: {rates: {west: 0.002 /km, east: 0.002 /km}, modes: [{name: stray, kill: 0.1}]},"
                  " regimes: [{name: calm, factor: 0.6, mean_stay: 20 d}, {name: surge, factor: 2, mean_stay: 10 d}]}";
  blocks.policies =
      "[{name: base},"
      " {name: same, schedule: {jitter: 0 s}, surveillance: {detect: 0}, escort: {vehicles: 0, spot: 0.5},"
      " patrols: {interval: 6 h, detect: 0}, intelligence: {tip_rate: 0 /d}, crackdown: {raid_rate: 0 /d},"
      " sanctuary: {recruitment: 1}, airlift: {share: 0}, consolidate: 1, routing: {alternatives: 1},"
      " postures: [{after: attack, for: 3 d, escort: 0}]},"
      " {name: west only, patrols: {interval: 4 h, detect: 0.5, zones: [west]},"
      " crackdown: {raid_rate: 0.1 /d, zones: [west]}}]";
  return blocks;
}

constexpr std::uint64_t simulated = 60;
const GroupId east_group(1);
const ConvoyId east_convoy(1);

bool is_east(const Event& event) { return event.convoy == east_convoy || event.group == east_group; }

TEST_CASE("a policy that changes nothing gives the same events one by one") {
  const model::World world(test::read(valleys("30 km")));
  std::size_t seen = 0;
  for (std::uint64_t i = 0; i < simulated; ++i) {
    const EventLog base = events(world, 0, i);
    seen += base.size();
    REQUIRE((events(world, 1, i) == base));
  }
  CHECK(seen > 1000);
}

TEST_CASE("a policy that changes nothing gives the same outcomes") {
  const model::World world(test::read(valleys("30 km")));
  const auto base = test::simulate(world, 60, 9, 0);
  const auto same = test::simulate(world, 60, 9, 1);
  for (std::size_t i = 0; i < base.size(); ++i) {
    REQUIRE(base[i].values() == same[i].values());
  }
}

TEST_CASE("a policy that touches one valley leaves the events of the other the same one by one") {
  const model::World world(test::read(valleys("30 km")));
  std::size_t west_differs = 0;
  for (std::uint64_t i = 0; i < simulated; ++i) {
    const EventLog base = events(world, 0, i);
    const EventLog west_only = events(world, 2, i);
    REQUIRE(only(base, is_east).size() > 100);
    REQUIRE((only(base, is_east) == only(west_only, is_east)));
    west_differs += base != west_only ? 1 : 0;
  }
  CHECK(west_differs == simulated);
}

TEST_CASE("negative control: groups that reach both valleys carry the policy's effect over") {
  const model::World world(test::read(valleys("200 km")));
  std::size_t differs = 0;
  for (std::uint64_t i = 0; i < simulated; ++i) {
    differs += only(events(world, 0, i), is_east) != only(events(world, 2, i), is_east) ? 1 : 0;
  }
  CHECK(differs > 0);
}

TEST_CASE("armour leaves every event of cells and convoys in place and changes only the harm") {
  test::Blocks blocks = valleys("30 km");
  blocks.vehicles = "{bus: {seats: 20, protection: 0}, armoured: {seats: 20, protection: 0.6}}";
  blocks.policies = "[{name: base}, {name: armour, vehicles: {bus: armoured}}]";
  const model::World world(test::read(blocks));
  std::int64_t killed = 0;
  std::int64_t killed_in_armour = 0;
  for (std::uint64_t i = 0; i < simulated; ++i) {
    EventLog base = events(world, 0, i);
    EventLog armour = events(world, 1, i);
    REQUIRE(base.size() == armour.size());
    for (std::size_t j = 0; j < base.size(); ++j) {
      killed += base[j].killed;
      killed_in_armour += armour[j].killed;
      base[j].killed = armour[j].killed = base[j].injured = armour[j].injured = 0;
      base[j].expected_killed = armour[j].expected_killed = 0;
    }
    REQUIRE((base == armour));
  }
  CHECK(killed_in_armour < killed);
  CHECK(killed_in_armour > 0);
}

TEST_CASE("the events before a horizon are the same for any longer one") {
  test::Blocks blocks = valleys("200 km");
  const model::World shorter(test::read(blocks));
  blocks.horizon = "95 d";
  const model::World longer(test::read(blocks));
  for (std::uint64_t i = 0; i < simulated; ++i) {
    for (const std::size_t policy : {0, 2}) {
      const EventLog before =
          only(events(longer, policy, i), [](const Event& event) { return event.time_h < 60 * 24; });
      REQUIRE((before == events(shorter, policy, i)));
    }
  }
}

/// Measures on trips widen what groups may remember, by which their choices are bounded.
TEST_CASE("measures on trips that begin later show in no event before") {
  test::Blocks blocks = valleys("200 km");
  blocks.horizon = "95 d";
  blocks.policies =
      "[{name: base}, {name: later, schedule: {jitter: 2 h, from: 70 d}, split: {parts: 2, headway: 1 h, from: 70 d},"
      " routing: {alternatives: 2, from: 70 d}}, {name: never, schedule: {jitter: 2 h, from: 90 d},"
      " split: {parts: 2, headway: 1 h, from: 90 d}, routing: {alternatives: 2, from: 90 d}}]";
  spec::Scenario scenario = test::read(blocks);
  scenario.horizon_h = 80 * 24;
  const model::World longer(scenario);
  scenario.horizon_h = 60 * 24;
  const model::World shorter(scenario);
  const auto early = [](const Event& event) { return event.time_h < 60 * 24; };
  std::size_t differs = 0;
  for (std::uint64_t i = 0; i < simulated; ++i) {
    const EventLog base = events(shorter, 0, i);
    for (const std::size_t policy : {1, 2}) {
      REQUIRE((base == events(shorter, policy, i)));
      REQUIRE((base == only(events(longer, policy, i), early)));
    }
    differs += events(longer, 0, i) != events(longer, 1, i) ? 1 : 0;
    REQUIRE((events(longer, 0, i) == events(longer, 2, i)));
  }
  CHECK(differs > 0);
}

TEST_CASE("a convoy that departs after a horizon shows in no event before") {
  test::Blocks blocks = valleys("200 km");
  blocks.start = "2024-01-01T00:00";  // a Monday
  blocks.warmup = "0 d";
  blocks.horizon = "5 d";
  blocks.convoys =
      "[{name: west, from: a, to: b, depart: {every: 8 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h},"
      " {name: east, from: c, to: d, depart: {at: ['06:00'], days: [sun]}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h}]";
  const model::World shorter(test::read(blocks));
  blocks.horizon = "20 d";
  const model::World longer(test::read(blocks));
  for (std::uint64_t i = 0; i < simulated; ++i) {
    REQUIRE((events(shorter, 0, i) ==
             only(events(longer, 0, i), [](const Event& event) { return event.time_h < 5 * 24; })));
  }
}

TEST_CASE("the events before a horizon are the same in the scenario with every measure") {
  spec::Scenario scenario = test::read_file("tests/scenario/data/everything.yaml");
  scenario.policies[2].schedule.clear();  // moves trips scheduled after the shorter horizon to before it
  scenario.horizon_h = 50 * 24;
  const model::World shorter(scenario);
  scenario.horizon_h = 90 * 24;
  const model::World longer(scenario);
  for (std::uint64_t i = 0; i < 20; ++i) {
    for (const std::size_t policy : {0, 1, 2}) {
      const EventLog before =
          only(events(longer, policy, i), [](const Event& event) { return event.time_h < 50 * 24; });
      REQUIRE((before == events(shorter, policy, i)));
    }
  }
}

template <class List>
void rename(List& list) {
  for (auto& item : list) {
    item.name = "z" + item.name + " renamed";
  }
}

TEST_CASE("renaming changes nothing but names") {
  spec::Scenario scenario = test::read_file("tests/scenario/data/everything.yaml");
  const model::World named(scenario);
  rename(scenario.network.nodes);
  rename(scenario.network.roads);
  rename(scenario.vehicle_types);
  rename(scenario.convoys);
  rename(scenario.sites);
  rename(scenario.threat.groups);
  rename(scenario.threat.regimes);
  rename(scenario.policies);
  for (spec::Group& group : scenario.threat.groups) {
    rename(group.modes);
  }
  for (std::string& zone : scenario.network.zones) {
    zone = "z" + zone;
  }
  const model::World renamed(scenario);
  for (std::uint64_t i = 0; i < 20; ++i) {
    REQUIRE((events(named, 2, i) == events(renamed, 2, i)));
  }
  const auto one = test::simulate(named, 20, 9, 2);
  const auto other = test::simulate(renamed, 20, 9, 2);
  for (std::size_t i = 0; i < 20; ++i) {
    REQUIRE(one[i].values() == other[i].values());
  }
}

}  // namespace
}  // namespace convoyrisk::experiment
