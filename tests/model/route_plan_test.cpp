#include "model/world/route_plan.hpp"

#include <catch2/catch.hpp>

namespace convoyrisk::model {
namespace {

Leg leg(double length_km, double speed_kmh, std::uint32_t segments, double background_per_km) {
  Leg leg;
  leg.length_km = length_km;
  leg.speed_kmh = speed_kmh;
  leg.segments = segments;
  leg.background_per_km = background_per_km;
  return leg;
}

// Leg 1 forward (20 km at 40), leg 0 backward (30 km at 60), leg 2 forward (10 km at 100, the convoy makes 50).
const std::vector<Leg> legs{leg(30, 60, 3, 0.1), leg(20, 40, 4, 0), leg(10, 100, 1, 0.2), leg(99, 50, 9, 1)};
RoutePlan plan() { return {network::Route{{{RoadId(1), true}, {RoadId(0), false}, {RoadId(2), true}}, 0}, legs, 50}; }

TEST_CASE("a route's times are those of its legs at the lower of both speeds") {
  const RoutePlan route = plan();
  CHECK(route.hours() == Approx(0.5 + 0.6 + 0.2));
  CHECK(route.length_km() == Approx(60));
  CHECK(route.legs()[1].start_h == Approx(0.5));
  CHECK(route.legs()[1].hours == Approx(0.6));
  CHECK(route.legs()[2].start_h == Approx(1.1));
}

TEST_CASE("a route knows the place of a leg and of the legs off it") {
  const RoutePlan route = plan();
  CHECK(route.position(RoadId(1)) == 0);
  CHECK(route.position(RoadId(0)) == 1);
  CHECK(route.position(RoadId(2)) == 2);
  CHECK(route.position(RoadId(3)) == RoutePlan::off_route);

  const RoutePlan inner{network::Route{{{RoadId(2), false}, {RoadId(1), false}}, 0}, legs, 50};
  CHECK(inner.position(RoadId(2)) == 0);
  CHECK(inner.position(RoadId(1)) == 1);
  CHECK(inner.position(RoadId(0)) == RoutePlan::off_route);
  CHECK(inner.position(RoadId(3)) == RoutePlan::off_route);
  CHECK(RoutePlan(network::Route{}, legs, 50).position(RoadId(0)) == RoutePlan::off_route);
}

TEST_CASE("midpoints are passed in order of travel, counted from the road's own start") {
  const RoutePlan route = plan();
  CHECK(route.midpoint_h(0, 0) == Approx(0.0625));
  CHECK(route.midpoint_h(0, 3) == Approx(0.4375));
  CHECK(route.midpoint_h(1, 2) == Approx(0.6));  // travelled backwards: the last segment comes first
  CHECK(route.midpoint_h(1, 0) == Approx(1.0));
  CHECK(route.midpoint_h(2, 0) == Approx(1.2));
}

TEST_CASE("the background hazard is rate times length along the route") {
  const RoutePlan route = plan();
  CHECK(route.hazard() == Approx(30 * 0.1 + 10 * 0.2));
  const RoutePoint first = route.at_hazard(0.5);  // 5 km into the leg travelled backwards
  CHECK(first.flow_h == Approx(0.6));
  CHECK(first.place == Place{RoadId(0), 2});
  const RoutePoint middle = route.at_hazard(2.5);
  CHECK(middle.flow_h == Approx(1.0));
  CHECK(middle.place == Place{RoadId(0), 0});
  const RoutePoint last = route.at_hazard(4.9);
  CHECK(last.flow_h == Approx(1.1 + 0.95 * 0.2));
  CHECK(last.place == Place{RoadId(2), 0});
}

TEST_CASE("background events fall on legs that bear a rate, at the seams too") {
  const RoutePlan route = plan();
  for (const double hazard : {1e-300, 1e-9, 3.0, 3.0000001, 4.9999999}) {
    CHECK(legs[route.at_hazard(hazard).place.leg.index()].background_per_km > 0);
  }
}

}  // namespace
}  // namespace convoyrisk::model
