#include <catch2/catch.hpp>
#include <cmath>

#include "model/history/replication.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::Blocks;

/// Four trips of 30 km, one before t = 0, one that is under way at the horizon; 8 ride in a bus, 4 in a car.
Blocks accident_trips(const std::string& policy = "") {
  Blocks blocks;
  blocks.warmup = "12 h";
  blocks.horizon = "36.2 h";
  blocks.vehicles =
      "{bus: {seats: 8, protection: 0, accident: 0.01 /km}, car: {seats: 4, protection: 0}, armoured: {seats: 4,"
      " protection: 0.5, accident: 0.02 /km}}";
  blocks.convoys =
      "[{name: mixed, from: a, to: b, depart: {every: 12 h}, workers: 12, vehicles: {bus: 1, car: 1}, speed: 60 km/h}]";
  blocks.policies = "[{name: base" + policy + "}]";
  return blocks;
}

OutcomeValues outcomes_of(const Blocks& blocks) { return test::simulate(blocks, 1, 1).front(); }

TEST_CASE("workers in accidents are those of trips that set out from t = 0 on, by the vehicle they boarded") {
  // Of those at 0, 12, 24 and 36 h. One after the other boards, four each, and the rest the bus.
  const double each = -std::expm1(-0.01 * 30);
  const OutcomeValues all = outcomes_of(accident_trips());
  CHECK(all[trips_scheduled] == 4);
  CHECK(all[trips_unfinished] == 1);
  CHECK(all[killed_total_conditional] == Approx(4 * 8 * each));
  CHECK(all[killed_total] == all[accident_killed]);
  CHECK(all[accident_killed] > 0);
  CHECK(all[killed] == 0);
  CHECK(all[workers_delivered] == 3 * 12);
}

TEST_CASE("accidents go by the vehicle that stands in for another, and nobody dies on the road who is flown") {
  const double armoured = -std::expm1(-0.02 * 30);
  const OutcomeValues replaced = outcomes_of(accident_trips(", vehicles: {bus: armoured}"));
  CHECK(replaced[killed_total_conditional] == Approx(4 * 8 * armoured));
  const OutcomeValues flown = outcomes_of(accident_trips(", airlift: {share: 1, fatality: 0}"));
  CHECK(flown[accident_killed] == 0);
  CHECK(flown[killed_total_conditional] == 0);
}

TEST_CASE("accidents change nothing else") {
  const std::string threat =
      "{background: {rates: {plain: 0.1 /km}, modes: [{name: m, kill: 0.3, injure: 0.3, halt: 1 h}]}}";
  Blocks with = accident_trips(", escort: {vehicles: 1}");
  with.threat = threat;
  Blocks without = with;
  without.vehicles = "{bus: {seats: 8, protection: 0}, car: {seats: 4, protection: 0}}";
  for (const auto& [a, b] : {std::pair(test::simulate(with, 50, 7), test::simulate(without, 50, 7))}) {
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (const OutcomeInfo& info : outcome_infos()) {
        const bool changes =
            info.outcome == accident_killed || info.outcome == killed_total || info.outcome == killed_total_conditional;
        CHECK((changes || a[i][info.outcome] == b[i][info.outcome]));
      }
      CHECK(a[i][killed_total] == b[i][killed_total] + a[i][accident_killed]);
      CHECK(a[i][injured_total] == a[i][injured] + a[i][escort_injured] + a[i][site_injured]);
    }
  }
}

TEST_CASE("counts by convoy add up to those of all trips") {
  Blocks blocks = accident_trips(", airlift: {share: 0.3, fatality: 0}, escort: {vehicles: 1, spot: 0.2}");
  blocks.convoys =
      "[{name: out, from: a, to: b, depart: {every: 5 h}, workers: 8, vehicles: {bus: 1}, speed: 60 km/h},"
      " {name: home, from: b, to: a, depart: {every: 7 h}, workers: 4, vehicles: {car: 1}, speed: 60 km/h}]";
  blocks.threat =
      "{background: {rates: {plain: 0.02 /km}, modes: [{name: m, kill: 0.3, halt: 1 h}]},"
      " groups: [{name: g, cells: 3, home: [a], range: 50 km, dormant: {exponential: {mean: 6 h}}, preparing: 1 h,"
      " staged: 12 h, recovering: 1 h, engage: 0.5, modes: [{name: m, kill: 0.5}]}]}";
  const World world(test::read(blocks));
  Replication replication(world);
  for (std::uint64_t number = 0; number < 30; ++number) {
    for (const bool visited : {false, true}) {
      ReplicationResult result;
      EventLog log;
      replication.run(PolicyId(0), 5, number, result, visited ? &log : nullptr);
      ConvoyCounts sum;
      for (const ConvoyCounts& convoy : result.convoys) {
        sum.trips += convoy.trips;
        sum.attacks += convoy.attacks;
        sum.killed += convoy.killed;
        sum.delivered += convoy.delivered;
        sum.killed_conditional += convoy.killed_conditional;
      }
      const OutcomeValues& all = result.outcomes;
      CHECK(static_cast<double>(sum.attacks) == all[attacks]);
      CHECK(static_cast<double>(sum.killed) == all[killed]);
      CHECK(static_cast<double>(sum.delivered) == all[workers_delivered]);
      CHECK(sum.killed_conditional == Approx(all[killed_conditional]));
      CHECK(static_cast<double>(sum.trips) == all[trips_scheduled] - all[trips_flown] - all[trips_cancelled]);
    }
  }
}

}  // namespace
}  // namespace convoyrisk::model
