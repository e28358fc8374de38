#include "model/world/cargo.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

/// Who rides where: occupants of the vehicles in order.
std::vector<int> aboard(const Boarding& boarding) {
  std::vector<int> numbers;
  for (const Vehicle& vehicle : boarding.vehicles) {
    numbers.push_back(vehicle.unhurt);
    CHECK(vehicle.injured == 0);
    CHECK_FALSE(vehicle.escort);
  }
  return numbers;
}

Boarding boarded(int workers, const std::string& fleet, const std::string& policy = "") {
  test::Blocks blocks;
  blocks.vehicles =
      "{coach: {seats: 32, protection: 0, profile: 2}, jeep: {seats: 5, protection: 0.1},"
      " armoured: {seats: 12, protection: 0.7}, van: {seats: 4, protection: 0.5}}";
  blocks.convoys = "[{name: bus, from: a, to: b, depart: {every: 6 h}, workers: " + std::to_string(workers) +
                   ", vehicles: " + fleet + ", speed: 60 km/h}]";
  blocks.policies = "[{name: base" + policy + "}]";
  const spec::Scenario scenario = test::read(blocks);
  const spec::Policy& base = scenario.policies.front();
  return board(scenario, scenario.convoys.front(),
               base.consolidate.empty() ? 1 : base.consolidate.front().measure.trips,
               base.vehicles.empty() ? std::vector<spec::VehicleReplacement>{} : base.vehicles.front().measure);
}

using Numbers = std::vector<int>;

TEST_CASE("workers board the vehicle with the fewest aboard, the earlier of equals") {
  CHECK(aboard(boarded(60, "{coach: 2}")) == Numbers{30, 30});
  CHECK(aboard(boarded(61, "{coach: 2}")) == Numbers{31, 30});
  CHECK(aboard(boarded(30, "{coach: 1, jeep: 2}")) == Numbers{20, 5, 5});
  CHECK(aboard(boarded(30, "{jeep: 2, coach: 1}")) == Numbers{5, 5, 20});
  CHECK(aboard(boarded(11, "{coach: 1, jeep: 2}")) == Numbers{4, 4, 3});
}

TEST_CASE("vehicles left empty go too") { CHECK(aboard(boarded(2, "{coach: 1, jeep: 2}")) == Numbers{1, 1, 0}); }

TEST_CASE("the workers of a replaced type ride in as few vehicles of the new type as hold them") {
  // 60 in two coaches: five armoured vehicles of twelve.
  CHECK(aboard(boarded(60, "{coach: 2}", ", vehicles: {coach: armoured}")) == Numbers{12, 12, 12, 12, 12});
  // 20 in the coach: two armoured, which stand where it stood.
  const Boarding boarding = boarded(30, "{coach: 1, jeep: 2}", ", vehicles: {coach: armoured}");
  CHECK(aboard(boarding) == Numbers{10, 10, 5, 5});
  CHECK(boarding.vehicles[0].protection == 0.7);
  CHECK(boarding.vehicles[3].protection == 0.1);
}

TEST_CASE("replacements do not chain") {
  const Boarding boarding = boarded(30, "{coach: 1, jeep: 2}", ", vehicles: {coach: jeep, jeep: van}");
  CHECK(aboard(boarding) == Numbers{5, 5, 5, 5, 4, 3, 3});
  CHECK(boarding.vehicles[0].protection == 0.1);
  CHECK(boarding.vehicles[4].protection == 0.5);
}

TEST_CASE("consolidated trips have so many times the workers in so many times the vehicles, type by type") {
  const Boarding boarding = boarded(30, "{coach: 1, jeep: 2}", ", consolidate: 2");
  CHECK(aboard(boarding) == Numbers{20, 20, 5, 5, 5, 5});
  CHECK(boarding.vehicles[0].profile == 2);
  CHECK(boarding.vehicles[2].profile == 1);
}

TEST_CASE("a boarding's price an hour is that of all its vehicles") {
  spec::Scenario scenario = test::read({});
  scenario.convoys.front().vehicles.front().count = 3;
  scenario.costs.vehicle_hour = {25};
  CHECK(board(scenario, scenario.convoys.front(), 1, {}).price_per_hour == 75);
}

}  // namespace
}  // namespace convoyrisk::model
