// Count minus conditional expectation has mean zero: the self-check of every result.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::total;
using test::z_bound;

constexpr std::int64_t runs = 3000;

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
      "{name: bomb, kill: " +
      kill +
      ", injure: 0.3, spread: 0.2, severity_cv: 1.3, expended: 0.1, halt: 2 h, exposed: 12},"
      " {name: ambush, kill: 0.05, spread: 0.5, exposed: 12,"
      " assault: {duration: {exponential: {mean: 30 min}}, kill_rate: 0.4 /h, injure_rate: 0.4 /h}}]}],"
      " background: {rates: {plain: 0.5 /1000km}, modes: [{name: stray, kill: 0.1}]},"
      " regimes: [{name: calm, factor: 0.6, mean_stay: 30 d}, {name: surge, factor: 2, mean_stay: 15 d}]}";
  blocks.policies =
      "[{name: base}, {name: more, escort: {vehicles: 2, spot: 0.05, suppress: 0.5, protection: 0.3},"
      " reaction_force: {bases: [a], ready: 10 min, speed: 60 km/h}, airlift: {share: 0.2, fatality: 0.001},"
      " postures: [{after: attack, for: 2 d, escort: 1}, {after: spotted, for: 6 h, suspend: true}]}]";
  return blocks;
}

struct Run {
  std::vector<OutcomeValues> outcomes;
  std::vector<std::vector<double>>
      severity_gaps;  ///< by threshold: attacks with so many dead or more, less their expected number
};

constexpr std::array<std::size_t, 3> thresholds{0, 1, 4};

Run run(const std::string& kill, std::size_t policy) {
  const World world(test::read(everything(kill)));
  Replication replication(world);
  ReplicationResult result;
  Run run{{}, std::vector<std::vector<double>>(thresholds.size())};
  for (std::uint64_t i = 0; i < runs; ++i) {
    replication.run(PolicyId(policy), 81, i, result);
    run.outcomes.push_back(result.outcomes);
    for (std::size_t j = 0; j < thresholds.size(); ++j) {
      double gap = 0;
      for (std::size_t n = thresholds[j]; n < result.severity.size(); ++n) {
        gap += static_cast<double>(result.severity[n]) - result.severity_conditional[n];
      }
      run.severity_gaps[j].push_back(gap);
    }
  }
  return run;
}

/// z of the mean of a count less its conditional expectation.
double z_of(const Run& counts, const Run& expected, Outcome count) {
  std::vector<double> gaps;
  for (std::size_t i = 0; i < counts.outcomes.size(); ++i) {
    gaps.push_back(counts.outcomes[i][count] - expected.outcomes[i][*conditional_of(count)]);
  }
  return test::moments_of(gaps).z_of_mean(0);
}

void check(const Run& run, const std::vector<Outcome>& counts) {
  for (const Outcome count : counts) {
    INFO(outcome_infos()[static_cast<std::size_t>(count)].name);
    CHECK(total(run.outcomes, count) > 100);
    CHECK(std::abs(z_of(run, run, count)) < z_bound(14));
  }
  for (const std::vector<double>& gaps : run.severity_gaps) {
    CHECK(std::abs(test::moments_of(gaps).z_of_mean(0)) < z_bound(14));
  }
}

// z of the mean difference, n = 3,000 replications; two policies, up to four counts and three frequencies: 14
// comparisons.
TEST_CASE("deaths and attacks by their dead differ from their conditional expectations by nothing but chance") {
  const Run base = run("0.15", 0);
  check(base, {killed, site_killed, killed_total});
  CHECK(total(base.outcomes, escort_killed_conditional) == 0);
}

TEST_CASE("so they do under escorts, a reaction force, flights and postures") {
  check(run("0.15", 1), {killed, site_killed, escort_killed, killed_total});
}

TEST_CASE("negative control: expectations for a bomb 25 percent deadlier are rejected") {
  const Run counts = run("0.15", 0);
  const Run expected = run("0.1875", 0);
  CHECK(std::abs(z_of(counts, expected, killed)) > z_bound(14));
  CHECK(std::abs(z_of(counts, expected, site_killed)) > z_bound(14));
}

}  // namespace
}  // namespace convoyrisk::model
