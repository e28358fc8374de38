// Known answers of follow-ups and accidents.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::Blocks;
using test::moments_of;
using test::values_of;
using test::z_bound;

/// One cell that attacks once and is gone. A follow-up stays until a trip meets it, and is then spotted with chance
/// 0.4, or attacks.
Blocks one_attack(double mean) {
  Blocks blocks;
  blocks.horizon = "1000 d";
  blocks.threat =
      "{spotted_halt: 0 s, groups: [{name: g, cells: 1, home: [a], range: 50 km, dormant: {exponential: {mean: 1 d}},"
      " preparing: 0 s, staged: 30 d, recovering: 0 s, engage: 1, capture: 0, modes: [{name: m, kill: 0, expended: 1}],"
      " follow_up: {mean: " +
      std::to_string(mean) + ", delay: {gamma: {mean: 12 h, cv: 1.5}}, distance: 4 km}}]}";
  blocks.policies = "[{name: base, surveillance: {detect: 0.4}}]";
  return blocks;
}

// A first attack, and Poisson(m p) of each: in all 1/(1 - m p) on average, variance m p/(1 - m p)^3 (Borel). m 0.9, p
// 0.6. n = 10,000 replications, two comparisons.
TEST_CASE("attacks that bring attacks are as many as a branching process has") {
  const auto sample = moments_of(values_of(test::simulate(one_attack(0.9), 10'000, 61), attacks));
  CHECK(std::abs(sample.z_of_mean(1 / 0.46)) < z_bound(2));
  CHECK(std::abs(sample.z_of_variance(0.54 / (0.46 * 0.46 * 0.46))) < z_bound(2));
}

TEST_CASE(
    "negative control: a mean number of follow-ups 7 percent off is rejected by the mean, 20 percent by the variance") {
  const auto off = moments_of(values_of(test::simulate(one_attack(0.9 * 0.93), 10'000, 61), attacks));
  CHECK(std::abs(off.z_of_mean(1 / 0.46)) > z_bound(2));
  const auto far = moments_of(values_of(test::simulate(one_attack(0.9 * 0.8), 10'000, 61), attacks));
  CHECK(std::abs(far.z_of_variance(0.54 / (0.46 * 0.46 * 0.46))) > z_bound(2));
}

/// 400 trips of 30 km, 12 aboard, of whom 6 in a van.
Blocks accidents(const std::string& rate) {
  Blocks blocks;
  blocks.vehicles = "{van: {seats: 6, protection: 0, accident: " + rate +
                    " /km}, bus: {seats: 6, protection: 0, accident: 1e-4 /km}}";
  blocks.convoys =
      "[{name: c, from: a, to: b, depart: {every: 6 h}, workers: 12, vehicles: {van: 1, bus: 1}, speed: 60 km/h}]";
  return blocks;
}

// Binomials: 2,400 in each with p = 1 - exp(-a 30). n = 4,000 replications, two comparisons.
TEST_CASE("deaths in accidents are sums of binomials") {
  const double van = -std::expm1(-3e-4 * 30);
  const double bus = -std::expm1(-1e-4 * 30);
  const auto sample = moments_of(values_of(test::simulate(accidents("3e-4"), 4000, 62), accident_killed));
  CHECK(std::abs(sample.z_of_mean(2400 * (van + bus))) < z_bound(2));
  CHECK(std::abs(sample.z_of_variance(2400 * (van * (1 - van) + bus * (1 - bus)))) < z_bound(2));
}

TEST_CASE("negative control: an accident rate 3 percent off is rejected") {
  const double both = -std::expm1(-3e-4 * 30) - std::expm1(-1e-4 * 30);
  const auto off = moments_of(values_of(test::simulate(accidents("3.09e-4"), 4000, 62), accident_killed));
  CHECK(std::abs(off.z_of_mean(2400 * both)) > z_bound(2));
}

}  // namespace
}  // namespace convoyrisk::model
