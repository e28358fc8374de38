// Importance sampling of total deaths in the engine, against enumeration and against plain runs.
#include "experiment/tail/tail.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "support/harm.hpp"
#include "support/panjer.hpp"
#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::experiment {
namespace {

using model::Outcome;
using model::Tilt;
using test::Blocks;
using test::z_bound;

constexpr int trips = 40;
constexpr int aboard = 20;
constexpr double attacks_a_trip = 0.05;

/// Forty trips of one bus, 30 km each, met by background attackers alone.
Blocks corridor() {
  Blocks blocks;
  blocks.horizon = "10 d";
  blocks.threat = "{background: {rates: {plain: " + std::to_string(1000 * attacks_a_trip / 30) +
                  " /1000km}, modes: [{name: bomb, kill: 0.25, severity_cv: 0.8, halt: 0 s}]}}";
  return blocks;
}

/// Law of the total of the corridor: each attack on a trip kills among those whom the ones before it left.
std::vector<double> exact_law() {
  spec::Mode bomb;
  bomb.kill = 0.25;
  bomb.severity_cv = 0.8;
  std::vector<std::vector<double>> step(aboard + 1);  // [dead before][more dead]
  for (int dead = 0; dead <= aboard; ++dead) {
    const model::Target target{{{0, 1, false, aboard - dead, 0}}, 0, 0, false};
    for (int more = 0; more <= aboard - dead; ++more) {
      step[static_cast<std::size_t>(dead)].push_back(test::over_mode(
          bomb, target, 1, [&](double z, double a) { return test::chance_of_dead(bomb, target, z, a, more); }));
    }
  }
  std::vector<double> after(aboard + 1, 0);  // dead of a trip after so many attacks
  after[0] = 1;
  std::vector<double> trip(aboard + 1, 0);
  double poisson = std::exp(-attacks_a_trip);
  for (int attacks = 0; attacks < 12; ++attacks) {
    std::vector<double> next(aboard + 1, 0);
    for (std::size_t dead = 0; dead <= aboard; ++dead) {
      trip[dead] += poisson * after[dead];
      for (std::size_t more = 0; more < step[dead].size(); ++more) {
        next[dead + more] += after[dead] * step[dead][more];
      }
    }
    after = next;
    poisson *= attacks_a_trip / (attacks + 1);
  }
  std::vector<double> all{1};
  for (int i = 0; i < trips; ++i) {
    std::vector<double> next(all.size() + aboard, 0);
    for (std::size_t a = 0; a < all.size(); ++a) {
      for (std::size_t b = 0; b <= aboard; ++b) {
        next[a + b] += all[a] * trip[b];
      }
    }
    all = next;
  }
  return all;
}

double z_of(const stats::WeightedEstimate& found, double expected) {
  return (found.estimate.mean - expected) / found.estimate.standard_error;
}

TiltChoice defensive(const Tilt& tilt) { return {TiltMixture({{0.1, {}}, {0.9, tilt}}), 0, 0}; }

stats::WeightedCounts sample(const model::World& world, std::int64_t count, const TiltChoice& choice,
                             std::size_t policy = 0) {
  const TailSettings settings{.replications = count, .seed = 81, .policies = {PolicyId(policy)}, .at = {}};
  return sample_tail(world, settings, {choice}).policies.front().killed_total;
}

// n = 20,000 replications, 5 exceedances from 1e-1 to 1e-8 and the mean weight.
TEST_CASE("chances far out, with the tilts that a pilot chose, are those of enumeration") {
  const model::World world(test::read(corridor()));
  const std::vector<double> exact = test::exceedances(exact_law());
  const TailSettings settings{.replications = 20'000, .seed = 82, .policies = {PolicyId(std::size_t{0})}, .at = 100};
  const PolicyTail tail = run_tail(world, settings).policies.front();
  CHECK(tail.choice.dead == 100);
  CHECK(exact[110] < 3e-8);
  for (const std::size_t n : {20U, 50U, 70U, 90U, 110U}) {
    INFO(n << ": " << exact[n] << " found " << tail.exceedance(n, 0.95).estimate.mean);
    CHECK(std::abs(z_of(tail.exceedance(n, 0.95), exact[n])) < z_bound(6));
  }
  CHECK(std::abs(z_of(tail.killed_total.mean_weight(0.95), 1)) < z_bound(6));
  CHECK(tail.exceedance(90, 0.95).effective_size > 200);
}

// Each of n = 20,000 replications: 2 exceedances and the mean weight under each of 6 tilts, weak and strong, for and
// against.
TEST_CASE("chances are without bias under any tilt") {
  const model::World world(test::read(corridor()));
  const std::vector<double> exact = test::exceedances(exact_law());
  for (const Tilt& tilt : {Tilt{.background = 0.7}, Tilt{.severity = 0.7, .severe_share = 0.4}, Tilt{.deaths = 0.15},
                           Tilt{0, 0.7, 0.7, 0.4, 0.1}, Tilt{0, 1.6, 1.2, 0.9, 0.3}, Tilt{0, -0.7, -0.4, 0.5, -0.2}}) {
    const stats::WeightedCounts counts = sample(world, 20'000, defensive(tilt));
    CHECK(std::abs(z_of(counts.mean_weight(0.95), 1)) < z_bound(18));
    for (const std::size_t n : {5U, 20U}) {
      CHECK(std::abs(z_of(counts.exceedance(n, 0.95, 10), exact[n])) < z_bound(18));
    }
  }
}

TEST_CASE("negative control: a background rate 5 percent off is rejected far out") {
  Blocks off = corridor();
  const std::string rate = std::to_string(1000 * attacks_a_trip / 30);
  off.threat.replace(off.threat.find(rate), rate.size(), std::to_string(1050 * attacks_a_trip / 30));
  const stats::WeightedCounts counts =
      sample(model::World(test::read(off)), 20'000, defensive({0, 0.7, 0.7, 0.4, 0.1}));
  CHECK(std::abs(z_of(counts.exceedance(35, 0.95, 10), test::exceedances(exact_law())[35])) > z_bound(6));
}

/// Weights and outcomes of replications of the scenario that has everything.
struct Weighed {
  std::vector<double> weights;
  std::vector<model::OutcomeValues> outcomes;
};

/// As the engine weighs, or with one factor of every likelihood ratio left out.
using Forget = Tilt (*)(Tilt);
Tilt nothing(Tilt tilt) { return tilt; }

const TiltMixture& tilts() {
  static const TiltMixture mixture({{0.2, {}}, {0.5, {0.7, 0.7, 0.7, 0.4, 0.1}}, {0.3, {0.4, 0.4, 1.2, 0.2, 0.2}}});
  return mixture;
}

Weighed weigh(const model::World& world, std::size_t policy, std::uint64_t count, Forget forget = nothing) {
  std::vector<TiltMixture::Part> parts = tilts().parts();
  for (TiltMixture::Part& part : parts) {
    part.tilt = forget(part.tilt);
  }
  const TiltMixture weighing(parts);
  Weighed sample;
  model::Replication replication(world);
  model::ReplicationResult result;
  model::TiltedDraws draws;
  for (std::uint64_t i = 0; i < count; ++i) {
    run_tilted(replication, tilts(), PolicyId(policy), 83, (std::uint64_t{1} << 40U) + i, result, draws);
    sample.weights.push_back(weighing.weight(draws));
    sample.outcomes.push_back(result.outcomes);
  }
  return sample;
}

double z_of_mean(const std::vector<double>& values, double expected) {
  return test::moments_of(values).z_of_mean(expected);
}

/// Distance of the weighed mean of a function of the outcomes from that of plain replications.
template <class Function>
double z_against_plain(const Weighed& weighed, const std::vector<model::OutcomeValues>& plain, const Function& f) {
  std::vector<double> terms;
  for (std::size_t i = 0; i < weighed.weights.size(); ++i) {
    terms.push_back(weighed.weights[i] * f(weighed.outcomes[i]));
  }
  std::vector<double> plain_terms;
  for (const model::OutcomeValues& outcomes : plain) {
    plain_terms.push_back(f(outcomes));
  }
  const test::SampleMoments a = test::moments_of(terms);
  const test::SampleMoments b = test::moments_of(plain_terms);
  return (a.mean - b.mean) / std::sqrt(a.variance / a.n + b.variance / b.n);
}

// n = 20,000 replications of either kind under two policies: 9 comparisons each. Cells, background, sites, assaults,
// excitation, postures, escorts and flights are all in the scenario.
TEST_CASE("weighed replications have the plain law, where plain ones reach it") {
  const model::World world(test::read_file("tests/reference/scenarios/12-everything.yaml"));
  for (const std::size_t policy : {1U, 2U}) {
    const Weighed weighed = weigh(world, policy, 20'000);
    const auto plain = test::simulate(world, 20'000, 83, policy);
    CHECK(std::abs(z_of_mean(weighed.weights, 1)) < z_bound(18));
    for (const Outcome outcome : {Outcome::killed, Outcome::escort_killed, Outcome::site_killed, Outcome::injured,
                                  Outcome::attacks, Outcome::encounters}) {
      CHECK(std::abs(z_against_plain(weighed, plain, [outcome](const auto& o) { return o[outcome]; })) < z_bound(18));
    }
    for (const int n : {5, 15}) {
      const auto reached = [n](const auto& o) { return o[Outcome::killed_total] >= n ? 1.0 : 0.0; };
      CHECK(std::abs(z_against_plain(weighed, plain, reached)) < z_bound(18));
    }
  }
}

// Likewise n = 60,000 of either kind. The mean weight would show nothing: without any of its factors it is still 1.
TEST_CASE("negative control: a likelihood ratio without one of its factors is rejected") {
  const model::World world(test::read_file("tests/reference/scenarios/12-everything.yaml"));
  const Forget engagement = [](Tilt tilt) { return tilt.engagement = 0, tilt; };
  const Forget background = [](Tilt tilt) { return tilt.background = 0, tilt; };
  const Forget severity = [](Tilt tilt) { return tilt.severity = 0, tilt; };
  const Forget deaths = [](Tilt tilt) { return tilt.deaths = 0, tilt; };
  const auto reached = [](const auto& o) { return o[Outcome::killed_total] >= 8 ? 1.0 : 0.0; };
  const auto plain = test::simulate(world, 60'000, 83, 1);
  CHECK(std::abs(z_against_plain(weigh(world, 1, 60'000), plain, reached)) < z_bound(18));
  for (const Forget forget : {engagement, background, severity, deaths}) {
    const Weighed wrong = weigh(world, 1, 60'000, forget);
    CAPTURE(z_against_plain(wrong, plain, reached));
    CHECK(std::abs(z_against_plain(wrong, plain, reached)) > z_bound(18));
  }
}

}  // namespace
}  // namespace convoyrisk::experiment
