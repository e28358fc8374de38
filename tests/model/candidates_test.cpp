#include "model/world/candidates.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

/// a - b - c of 30 km and 20 km in segments of 10 km; the group lives at b.
test::Blocks valley(const std::string& range, const std::string& target) {
  test::Blocks blocks;
  blocks.network =
      "{segment: 10 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0, lon: 0.2}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: west, cover: 0.5},"
      " {from: b, to: c, length: 20 km, speed: 60 km/h, zone: east, cover: 1}]}";
  blocks.sites =
      "[{name: near, node: b, people: 9, guards: 2, attraction: 3}, {name: far, node: a, people: 9, guards: 1}]";
  blocks.threat = "{groups: [{name: g, cells: 1, home: [b], range: " + range +
                  ", dormant: {exponential: {mean: 9 d}}, preparing: 1 d, staged: 1 d, recovering: 1 d, engage: 1,"
                  " site_share: 0.5, target: " +
                  target + ", modes: [{name: m, kill: 0.1}]}]}";
  blocks.policies =
      "[{name: base}, {name: more, patrols: {interval: 12 h, detect: 0.1, zones: [east]}, guards: {near: 4}}]";
  return blocks;
}

const CandidateTable& table(const World& world, std::size_t policy = 0) {
  return world.candidates(world.policy(PolicyId(policy)).candidates(0, 0));
}

const Place west_near{RoadId(0), 2};
const Place west_middle{RoadId(0), 1};
const Place east_near{RoadId(1), 0};
const Place east_far{RoadId(1), 1};

TEST_CASE("candidates are the segments whose nearer end lies within the range") {
  const World at_home(test::read(valley("0 km", "{}")));
  CHECK(table(at_home).segment_weight() == Approx(20));  // the two that touch b
  CHECK(table(at_home).segment_at(1) == west_near);
  CHECK(table(at_home).segment_at(19) == east_near);
  const World to_ten(test::read(valley("10 km", "{}")));
  CHECK(table(to_ten).segment_weight() == Approx(40));
  CHECK(table(to_ten).segment_at(1) == west_middle);
  CHECK(table(to_ten).segment_at(39) == east_far);
  const World to_all(test::read(valley("25 km", "{}")));
  CHECK(table(to_all).segment_weight() == Approx(50));
}

TEST_CASE("weights are length times the exponential of cover, distance and security, by hand") {
  const World world(test::read(valley("10 km", "{cover: 2, distance: 1.5, security: 0.3}")));
  const double near_west = 10 * std::exp(2 * 0.5);
  const double middle_west = 10 * std::exp(2 * 0.5 - 1.5);
  const double near_east = 10 * std::exp(2.0);
  const double far_east = 10 * std::exp(2 - 1.5);
  CHECK(table(world).segment_weight() == Approx(near_west + middle_west + near_east + far_east).epsilon(1e-14));
  CHECK(table(world).segment_at(middle_west * 0.999) == west_middle);
  CHECK(table(world).segment_at(middle_west * 1.001) == west_near);
  CHECK(table(world).segment_at((middle_west + near_west) * 1.001) == east_near);
  CHECK(table(world).segment_at((middle_west + near_west + near_east) * 1.001) == east_far);
  // Two visits a day to the east.
  const double deterred = std::exp(-0.3 * 2);
  CHECK(table(world, 1).segment_weight() ==
        Approx(near_west + middle_west + (near_east + far_east) * deterred).epsilon(1e-14));
}

TEST_CASE("sites weigh by attraction, distance and guards, the policy's too") {
  const World world(test::read(valley("30 km", "{distance: 2, security: 0.5}")));
  const auto near_share = [](int guards) {
    const double near = 3 * std::exp(-0.5 * guards);
    const double far = std::exp(-2 - 0.5 * 1);
    return near / (near + far);
  };
  CHECK(table(world).site_at(near_share(2) * 0.999) == SiteId(0));
  CHECK(table(world).site_at(near_share(2) * 1.001) == SiteId(1));
  CHECK(table(world, 1).site_at(near_share(6) * 0.999) == SiteId(0));
  CHECK(table(world, 1).site_at(near_share(6) * 1.001) == SiteId(1));
  const World near_only(test::read(valley("29 km", "{}")));
  CHECK(table(near_only).site_at(0.9999) == SiteId(0));
}

TEST_CASE("a kind whose weights vanish is not at hand") {
  const World world(test::read(valley("10 km", "{security: 1e6}")));
  CHECK_FALSE(table(world).has_sites());
  CHECK(table(world).has_segments());
}

TEST_CASE("coefficients whose weight is not finite are the user's error") {
  CHECK_THROWS_AS(World(test::read(valley("10 km", "{cover: 1000}"))), InputError);
  CHECK_THROWS_WITH(World(test::read(valley("10 km", "{security: -1000}"))), Catch::Contains("threat.groups.g.target"));
}

TEST_CASE("the nearer end of a segment is reached by either side of its road") {
  const World world(test::read(valley("10 km", "{}")));
  const std::vector<double> from_b{30, 0, 20};
  const std::vector<double> short_cut{5, 0, 20};  // were there another way to a
  const Leg& west = world.leg(RoadId(0));
  CHECK(nearer_end_km(from_b, west, 0) == Approx(20));
  CHECK(nearer_end_km(from_b, west, 2) == Approx(0).margin(1e-12));
  CHECK(nearer_end_km(short_cut, west, 0) == Approx(5));
  CHECK(nearer_end_km(short_cut, west, 1) == Approx(10));
}

}  // namespace
}  // namespace convoyrisk::model
