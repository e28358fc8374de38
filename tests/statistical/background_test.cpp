// Attackers who are not agents: known answers. Every negative control runs the same test on a model off by the amount
// stated.
#include <boost/math/distributions/poisson.hpp>
#include <catch2/catch.hpp>
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

/// 400 trips of 30 km: 12,000 convoy-km, at a rate that expects `mean` events.
Blocks corridor(double mean) {
  Blocks blocks;
  blocks.threat = "{spotted_halt: 0 s, background: {rates: {plain: " + std::to_string(mean / 12'000 * 1000) +
                  " /1000km}, deterrence: 0.5, modes: [{name: stray, kill: 0}]}}";
  blocks.policies = "[{name: base}, {name: guarded, escort: {vehicles: 2, spot: 0.1}, surveillance: {detect: 0.3}}]";
  return blocks;
}

std::vector<double> poisson(double mean) {
  std::vector<double> law;
  for (int n = 0; n < 60; ++n) {
    law.push_back(boost::math::pdf(boost::math::poisson_distribution<double>(mean), n));
  }
  return law;
}

struct PoissonTest {
  double z_mean;
  double z_variance;
  double p_value;
};

/// Mean by the exact variance, variance by the Poisson law's fourth moment m (1 + 3 m), and the whole law by
/// chi-square.
PoissonTest against_poisson(const std::vector<double>& counts, double mean) {
  const test::SampleMoments sample = moments_of(counts);
  return {(sample.mean - mean) / std::sqrt(mean / sample.n),
          (sample.variance - mean) / std::sqrt((mean + 2 * mean * mean) / sample.n),
          test::chi_square_p_value(test::histogram(counts), poisson(mean))};
}

void check_poisson(const std::vector<double>& counts, double mean, int comparisons) {
  const PoissonTest result = against_poisson(counts, mean);
  CHECK(std::abs(result.z_mean) < z_bound(comparisons));
  CHECK(std::abs(result.z_variance) < z_bound(comparisons));
  CHECK(result.p_value > test::false_alarm / comparisons);
}

constexpr std::int64_t runs = 4000;

// n = 4,000 replications; three counts of three statistics each share the false-alarm probability 1e-6.
TEST_CASE("background attacks are a Poisson process along the trips") {
  check_poisson(values_of(test::simulate(corridor(12), runs, 41), background_attacks), 12, 9);
}

TEST_CASE("surveillance thins the background and escorts deter it") {
  const auto outcomes = test::simulate(corridor(12), runs, 41, 1);
  const double spot = 1 - (1 - 0.3) * (1 - 0.1) * (1 - 0.1);
  check_poisson(values_of(outcomes, background_spotted), 12 * spot, 9);
  check_poisson(values_of(outcomes, background_attacks), 12 * (1 - spot) * std::exp(-0.5 * 2), 9);
}

TEST_CASE("negative control: a background rate 4 percent off is rejected") {
  const auto counts = values_of(test::simulate(corridor(12.48), runs, 41), background_attacks);
  CHECK(std::abs(against_poisson(counts, 12).z_mean) > z_bound(9));
}

TEST_CASE("negative control: a surveillance or a deterrence 10 percent off is rejected") {
  const double spot = 1 - (1 - 0.3) * (1 - 0.1) * (1 - 0.1);
  Blocks seen = corridor(12);
  seen.policies.replace(seen.policies.find("detect: 0.3"), 11, "detect: 0.33");
  const auto spotted = values_of(test::simulate(seen, runs, 41, 1), background_spotted);
  CHECK(std::abs(against_poisson(spotted, 12 * spot).z_mean) > z_bound(9));
  Blocks feared = corridor(12);
  feared.threat.replace(feared.threat.find("deterrence: 0.5"), 15, "deterrence: 0.55");
  const auto attacks = values_of(test::simulate(feared, runs, 41, 1), background_attacks);
  CHECK(std::abs(against_poisson(attacks, 12 * (1 - spot) * std::exp(-0.5 * 2)).z_mean) > z_bound(9));
}

/// One convoy on the road all the time: 1,440 km at 60 km/h, a trip a day. Rates a day are 0.01 times the factor.
Blocks two_regimes(double high_factor, double scale) {
  Blocks blocks;
  blocks.horizon = "365 d";
  blocks.network =
      "{segment: 50 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 1}},"
      " roads: [{from: a, to: b, length: 1440 km, speed: 60 km/h, zone: plain}]}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 24 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h}]";
  blocks.threat =
      "{background: {rates: {plain: 0.00694444444444444 /1000km}, modes: [{name: stray, kill: 0}]}, regimes: ["
      "{name: high, factor: " +
      std::to_string(high_factor) + ", mean_stay: " + std::to_string(20 * scale) +
      " d}, {name: low, factor: 1, mean_stay: " + std::to_string(100 * scale) + " d}]}";
  return blocks;
}

// n = 10,000 replications; mean and variance share the false-alarm probability 1e-6.
TEST_CASE("two regimes over the background make the variance of a switched Poisson process") {
  const auto sample = moments_of(values_of(test::simulate(two_regimes(20, 1), 10'000, 42), background_attacks));
  CHECK(std::abs(sample.z_of_mean(15.2083)) < z_bound(2));
  CHECK(std::abs(sample.z_of_variance(73.425)) < z_bound(2));
}

TEST_CASE("negative control: a factor 10 percent off, or stays half as long, are rejected") {
  const auto off = moments_of(values_of(test::simulate(two_regimes(22, 1), 10'000, 42), background_attacks));
  CHECK(std::abs(off.z_of_mean(15.2083)) > z_bound(2));
  const auto brief = moments_of(values_of(test::simulate(two_regimes(20, 0.5), 10'000, 42), background_attacks));
  CHECK(std::abs(brief.z_of_mean(15.2083)) < z_bound(2));
  CHECK(std::abs(brief.z_of_variance(73.425)) > z_bound(2));
}

struct PathShares {
  double at_start = 0;
  double at_end = 0;
  double leaves_to_third = 0;  ///< of stays in the first regime that end
  double stays = 0;
};

PathShares regime_paths(double first_stay_h) {
  spec::Threat threat;
  threat.regimes = {{"a", 1, first_stay_h}, {"b", 2, 40}, {"c", 5, 60}};
  StepFunction path;
  PathShares sum;
  for (std::uint64_t i = 0; i < 40'000; ++i) {
    draw_regime_path(threat, 43, i, -100, 200, path);
    sum.at_start += path.at(-100) == 1 ? 1 : 0;
    sum.at_end += path.at(199.9) == 1 ? 1 : 0;
    for (std::size_t piece = 0; piece + 1 < path.piece_count(); ++piece) {
      if (path.value(piece) == 1) {
        ++sum.stays;
        sum.leaves_to_third += path.value(piece + 1) == 5 ? 1 : 0;
      }
    }
  }
  return sum;
}

double z_of_share(double hits, double trials, double share) {
  return (hits - trials * share) / std::sqrt(trials * share * (1 - share));
}

// Of three regimes with stays of 100, 40 and 60 h the first holds half of the time, at any time; n = 40,000 paths.
// Where stays end, each other regime is as likely. Three comparisons.
TEST_CASE("regimes are stationary and leave to any other alike") {
  const PathShares shares = regime_paths(100);
  CHECK(std::abs(z_of_share(shares.at_start, 40'000, 0.5)) < z_bound(3));
  CHECK(std::abs(z_of_share(shares.at_end, 40'000, 0.5)) < z_bound(3));
  CHECK(std::abs(z_of_share(shares.leaves_to_third, shares.stays, 0.5)) < z_bound(3));
}

TEST_CASE("negative control: a stay 10 percent too long is rejected") {
  const PathShares shares = regime_paths(110);
  CHECK(std::abs(z_of_share(shares.at_start, 40'000, 0.5)) > z_bound(3));
  CHECK(std::abs(z_of_share(shares.at_end, 40'000, 0.5)) > z_bound(3));
}

}  // namespace
}  // namespace convoyrisk::model
