// Count minus conditional expectation has mean zero: the self-check of every result.
#include <catch2/catch.hpp>
#include <string>

#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::total;
using test::z_bound;

constexpr std::int64_t runs = 4000;

/// Convoys, a camp, background, every kind of harm; `kill` is that of the bomb.
test::Blocks everything(const std::string& kill) {
  test::Blocks blocks;
  blocks.horizon = "90 d";
  blocks.warmup = "20 d";
  blocks.vehicles = "{bus: {seats: 8, protection: 0.1}, jeep: {seats: 4, protection: 0.5, profile: 2}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 6 h}, workers: 10, vehicles: {bus: 1, jeep: 1}, speed: 60 km/h}]";
  blocks.sites = "[{name: camp, node: b, people: 40, guards: 2, protection: 0.3, spot: 0.05, suppress: 0.2}]";
  blocks.threat =
      "{groups: [{name: g, cells: 4, home: [b], range: 30 km, dormant: {exponential: {mean: 8 d}}, preparing: 1 d,"
      " staged: {exponential: {mean: 12 h}}, recovering: 2 d, engage: 0.7, deterrence: 0.2, capture: 0.1, habit: 0.5,"
      " observe: 0.5, site_share: 0.3, excitation: {jump: 0.5, decay: 5 d}, modes: ["
      "{name: bomb, kill: " + kill + ", injure: 0.3, spread: 0.2, severity_cv: 1.3, expended: 0.1, halt: 2 h, exposed: 12},"
      " {name: ambush, kill: 0.05, spread: 0.5, severity_cv: 0.7, exposed: 12,"
      " assault: {duration: {exponential: {mean: 30 min}}, kill_rate: 0.4 /h, injure_rate: 0.4 /h}}]}],"
      " background: {rates: {plain: 0.5 /1000km}, modes: [{name: stray, kill: 0.1}]},"
      " regimes: [{name: calm, factor: 0.6, mean_stay: 30 d}, {name: surge, factor: 2, mean_stay: 15 d}]}";
  blocks.policies =
      "[{name: base}, {name: more, escort: {vehicles: 2, spot: 0.05, suppress: 0.5, protection: 0.3},"
      " reaction_force: {bases: [a], ready: 10 min, speed: 60 km/h}, airlift: {share: 0.2, fatality: 0.001},"
      " postures: [{after: attack, for: 2 d, escort: 1}, {after: spotted, for: 6 h, suspend: true}]}]";
  return blocks;
}

std::vector<double> gaps(const std::vector<OutcomeValues>& counts, const std::vector<OutcomeValues>& expected,
                         Outcome count) {
  std::vector<double> list;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    list.push_back(counts[i][count] - expected[i][*conditional_of(count)]);
  }
  return list;
}

// z of the mean difference, n = 4,000 replications; two policies of up to four counts and three frequencies: 14 comparisons.
TEST_CASE("deaths differ from their conditional expectations by nothing but chance") {
  const auto base = test::simulate(everything("0.15"), runs, 81, 0);
  for (const Outcome count : {killed, site_killed, killed_total}) {
    CHECK(std::abs(test::moments_of(gaps(base, base, count)).z_of_mean(0)) < z_bound(14));
  }
  CHECK(total(base, escort_killed) == 0);
  CHECK(total(base, escort_killed_conditional) == 0);
  const auto more = test::simulate(everything("0.15"), runs, 81, 1);
  for (const Outcome count : {killed, site_killed, escort_killed, killed_total}) {
    CHECK(total(more, count) > 100);
    CHECK(std::abs(test::moments_of(gaps(more, more, count)).z_of_mean(0)) < z_bound(14));
  }
}

/// Attacks with so many dead or more, less their expected number, replication by replication.
std::vector<double> severity_gaps(std::size_t dead, std::size_t policy) {
  const World world(test::read(everything("0.15")));
  Replication replication(world);
  ReplicationResult result;
  std::vector<double> list;
  for (std::uint64_t i = 0; i < runs; ++i) {
    replication.run(PolicyId(policy), 82, i, result);
    double gap = 0;
    for (std::size_t n = dead; n < result.severity.size(); ++n) {
      gap += static_cast<double>(result.severity[n]) - result.severity_conditional[n];
    }
    list.push_back(gap);
  }
  return list;
}

TEST_CASE("frequencies of attacks by their dead differ from the conditional ones by nothing but chance") {
  for (const std::size_t dead : {0U, 1U, 4U}) {
    for (const std::size_t policy : {0U, 1U}) {
      INFO(dead << " dead or more, policy " << policy);
      CHECK(std::abs(test::moments_of(severity_gaps(dead, policy)).z_of_mean(0)) < z_bound(14));
    }
  }
}

TEST_CASE("negative control: expectations for a bomb 20 percent deadlier are rejected") {
  const auto counts = test::simulate(everything("0.15"), runs, 81, 0);
  const auto expected = test::simulate(everything("0.18"), runs, 81, 0);
  CHECK(std::abs(test::moments_of(gaps(counts, expected, killed)).z_of_mean(0)) > z_bound(14));
  CHECK(std::abs(test::moments_of(gaps(counts, expected, site_killed)).z_of_mean(0)) > z_bound(14));
}

}  // namespace
}  // namespace convoyrisk::model
