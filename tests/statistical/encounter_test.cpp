// Cells on the road: known answers.
#include <catch2/catch.hpp>
#include <string>

#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::Blocks;
using test::moments_of;
using test::total;
using test::values_of;
using test::z_bound;

Blocks road(const std::string& group, const std::string& mode = "") {
  Blocks blocks;
  blocks.network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.04}},"
      " roads: [{from: a, to: b, length: 5 km, speed: 60 km/h, zone: plain}]}";
  blocks.threat =
      "{spotted_halt: 0 s, groups: [{name: g, cells: 1, home: [a], range: 5 km, preparing: 0 s, recovering: 0 s,"
      " capture: 0, modes: [{name: m, kill: 0" +
      mode + "}], " + group + "}]}";
  return blocks;
}

/// A cell stages once, for good, at an instant that is uniform over a day; convoys pass every 6 h; patrols clear it.
double z_of_share_met(const std::string& detect) {
  Blocks blocks = road("dormant: {exponential: {mean: 1 h}}, staged: 1000 d, engage: 1", ", expended: 1");
  blocks.threat.replace(blocks.threat.find("capture: 0"), 10, "capture: 1");
  blocks.horizon = "4 d";
  blocks.policies = "[{name: base, patrols: {interval: 4 h, detect: " + detect + "}}]";
  constexpr std::int64_t runs = 100'000;
  const auto outcomes = test::simulate(blocks, runs, 61);
  const double met = total(outcomes, attacks_by_cells);
  REQUIRE(met + total(outcomes, interceptions_patrol) == runs);
  const double share = (1 - std::exp(-0.6)) / 0.6;  // r = 0.4/4 h, D = 6 h
  return (met - runs * share) / std::sqrt(runs * share * (1 - share));
}

// n = 100,000 stagings.
TEST_CASE("of cells that patrols clear at rate r, convoys every D meet (1 - exp(-rD))/(rD)") {
  CHECK(std::abs(z_of_share_met("0.4")) < z_bound());
}

TEST_CASE("negative control: a clearing rate 8 percent off is rejected") {
  CHECK(std::abs(z_of_share_met("0.432")) > z_bound());
}

/// Dormant for 30 h in the mean, staged for 10 h, at once and at the only segment: habit 1 with a lead of a day.
Blocks two_states(double engage) {
  Blocks blocks = road(
      "dormant: {exponential: {mean: 30 h}}, staged: {exponential: {mean: 10 h}}, habit: 1, lead: 24 h,"
      " deterrence: 0.25, engage: " +
      std::to_string(engage));
  blocks.policies = "[{name: base}, {name: guarded, escort: {vehicles: 2, spot: 0.1}, surveillance: {detect: 0.2}}]";
  return blocks;
}

struct Expected {
  double encounters = 0;
  double spotted = 0;
  double attacks = 0;
};

/// The chain at the passes, every 6 h from 2.5 km on, over 100 days.
Expected two_state_chain(double engage, double spot) {
  const double a = 1 / 30.0;
  const double b = 1 / 10.0;
  const double stationary = a / (a + b);
  Expected sum;
  double staged = 0;
  double gap = 2.5 / 60;
  for (int pass = 0; pass < 400; ++pass) {
    staged = stationary + (staged - stationary) * std::exp(-(a + b) * gap);
    sum.encounters += staged;
    sum.spotted += staged * spot;
    sum.attacks += staged * (1 - spot) * engage;
    staged *= (1 - spot) * (1 - engage);
    gap = 6;
  }
  return sum;
}

// n = 4,000 replications, six comparisons.
TEST_CASE("an attacker with two states, seen at the passes of convoys, is a two-state chain") {
  const auto base = test::simulate(two_states(0.4), 4000, 62, 0);
  const Expected chain = two_state_chain(0.4, 0);
  CHECK(std::abs(moments_of(values_of(base, encounters)).z_of_mean(chain.encounters)) < z_bound(6));
  CHECK(std::abs(moments_of(values_of(base, attacks_by_cells)).z_of_mean(chain.attacks)) < z_bound(6));
  CHECK(total(base, spotted) == 0);
}

TEST_CASE("escorts and surveillance spot and deter at the passes as the chain says") {
  const auto guarded = test::simulate(two_states(0.4), 4000, 62, 1);
  const Expected chain = two_state_chain(0.4 * std::exp(-0.25 * 2), 1 - 0.8 * 0.9 * 0.9);
  CHECK(std::abs(moments_of(values_of(guarded, encounters)).z_of_mean(chain.encounters)) < z_bound(6));
  CHECK(std::abs(moments_of(values_of(guarded, attacks_by_cells)).z_of_mean(chain.attacks)) < z_bound(6));
  CHECK(std::abs(moments_of(values_of(guarded, spotted)).z_of_mean(chain.spotted)) < z_bound(6));
}

TEST_CASE("negative control: an engagement 3 percent off is rejected") {
  const auto off = test::simulate(two_states(0.412), 4000, 62, 0);
  CHECK(std::abs(moments_of(values_of(off, attacks_by_cells)).z_of_mean(two_state_chain(0.4, 0).attacks)) > z_bound(6));
}

/// Three roads of one segment from the home: three, one and no passes long ago and hardly forgotten.
std::vector<double> stagings_by_road(double traffic) {
  Blocks blocks = road(
      "dormant: {exponential: {mean: 1 d}}, staged: 1 h, engage: 0, observe: 0.5, memory: 1000000 d,"
      " target: {traffic: " +
      std::to_string(traffic) + ", cover: 1, distance: 1}");
  blocks.warmup = "20 d";
  blocks.network =
      "{segment: 8 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.04}, c: {lat: 0, lon: -0.04}, d: {lat: 0.04, "
      "lon: 0}},"
      " roads: [{from: a, to: b, length: 5 km, speed: 60 km/h}, {from: a, to: c, length: 6 km, speed: 60 km/h, cover: "
      "1},"
      " {from: a, to: d, length: 8 km, speed: 60 km/h, cover: 0.5}]}";
  blocks.convoys.clear();
  for (const std::string to : {"b", "b", "b", "c"}) {
    blocks.convoys += (blocks.convoys.empty() ? "[" : ", ") + std::string("{name: bus ") +
                      std::to_string(blocks.convoys.size()) + ", from: a, to: " + to +
                      ", depart: {every: 10000 d, offset: 9980 d}, workers: 5, vehicles: {bus: 1}, speed: 60 km/h}";
  }
  blocks.convoys += "]";
  const World world(test::read(blocks));
  Replication replication(world);
  ReplicationResult result;
  std::vector<double> counts(3);
  for (std::uint64_t i = 0; i < 1500; ++i) {
    replication.run(PolicyId(0), 63, i, result);
    for (std::size_t leg = 0; leg < 3; ++leg) {
      counts[leg] += static_cast<double>(result.legs[leg].stagings);
    }
  }
  return counts;
}

std::vector<double> logit_shares() {
  std::vector<double> weights{5 * std::pow(1 + 1.5, 0.8), 6 * std::pow(1 + 0.5, 0.8) * std::exp(1.0),
                              8 * std::exp(0.5)};
  const double sum = weights[0] + weights[1] + weights[2];
  for (double& weight : weights) {
    weight /= sum;
  }
  return weights;
}

// Chi-square over three roads, n about 70,000 stagings: a coefficient that is off by 0.1 is noncentral by 74, where the
// bound is 28.
TEST_CASE("cells choose among three roads with fixed memory by the logit weights, by hand") {
  CHECK(test::chi_square_p_value(stagings_by_road(0.8), logit_shares()) > test::false_alarm);
}

TEST_CASE("negative control: a traffic coefficient of 0.9 instead of 0.8 is rejected") {
  CHECK(test::chi_square_p_value(stagings_by_road(0.9), logit_shares()) < test::false_alarm);
}

}  // namespace
}  // namespace convoyrisk::model
