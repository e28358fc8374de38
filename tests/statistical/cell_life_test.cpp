// The lives of cells: known answers. Instant attacks are had with a site, site_share 1, engage 1 and no preparation.
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
using test::total;
using test::values_of;
using test::z_bound;

/// A group at a camp which it attacks; further keys of the group, those of its one mode, and measures.
Blocks camp(const std::string& group, const std::string& mode = "", const std::string& policy = "") {
  Blocks blocks;
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 10000 d}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h}]";
  blocks.sites = "[{name: camp, node: b, people: 100}]";
  blocks.threat =
      "{groups: [{name: g, home: [b], range: 0 km, staged: 1 d, recovering: 0 s, engage: 1, capture: 0, site_share: 1,"
      " modes: [{name: m, kill: 0" +
      mode + "}], " + group + "}]}";
  blocks.policies = "[{name: base" + policy + "}]";
  return blocks;
}

Blocks self_exciting(double jump) {
  Blocks blocks = camp("cells: 1, dormant: {exponential: {mean: 20 d}}, preparing: 0 s, excitation: {jump: " +
                       std::to_string(jump) + ", decay: 10 d}");
  blocks.horizon = "365 d";
  blocks.warmup = "400 d";  // stationary to exp(-0.04 * 400)
  return blocks;
}

// mu 0.05 a day, n = 1.2 * 10 * 0.05 = 0.6, decay rate 0.1: mean 45.625, variance 268.750 in 365 days. n = 10,000
// replications, two comparisons.
TEST_CASE("a dormancy with excitation is a self-exciting process") {
  const auto sample = moments_of(values_of(test::simulate(self_exciting(1.2), 10'000, 51), site_attacks));
  CHECK(std::abs(sample.z_of_mean(45.625)) < z_bound(2));
  CHECK(std::abs(sample.z_of_variance(268.750)) < z_bound(2));
}

TEST_CASE("negative control: a jump 3 percent off is rejected by its mean, 10 percent by its variance") {
  const auto off = moments_of(values_of(test::simulate(self_exciting(1.2 * 0.97), 10'000, 51), site_attacks));
  CHECK(std::abs(off.z_of_mean(45.625)) > z_bound(2));
  const auto far = moments_of(values_of(test::simulate(self_exciting(1.2 * 0.9), 10'000, 51), site_attacks));
  CHECK(std::abs(far.z_of_variance(268.750)) > z_bound(2));
}

/// Regimes multiply excitation too: with factor f throughout, mu and n are f times as large. z of the mean that f = 2
/// has.
double z_under_factor(const std::string& factor) {
  Blocks blocks = self_exciting(0.6);
  blocks.threat.insert(blocks.threat.size() - 1, ", regimes: [{name: only, factor: " + factor + ", mean_stay: 1 d}]");
  return moments_of(values_of(test::simulate(blocks, 4000, 52), site_attacks)).z_of_mean(0.1 * 365 / (1 - 0.6));
}

// n = 4,000 replications.
TEST_CASE("a regime's factor multiplies both the base and the excited hazard") {
  CHECK(std::abs(z_under_factor("2")) < z_bound());
}

TEST_CASE("negative control: a regime's factor 3 percent off is rejected") {
  CHECK(std::abs(z_under_factor("2.06")) > z_bound());
}

std::vector<double> poisson(double mean) {
  std::vector<double> law;
  for (int n = 0; n < 90; ++n) {
    law.push_back(boost::math::pdf(boost::math::poisson_distribution<double>(mean), n));
  }
  return law;
}

Blocks tempo(const std::string& factor) {
  return camp("cells: 1, dormant: {exponential: {mean: 5 d}}, preparing: 0 s, tempo: [{from: 10 d, to: 20 d, factor: " +
              factor + "}, {from: 15 d, to: 40 d, factor: 0}]");
}

// 100 days at 1/5 a day, three times as fast for 5 days, none for the next 25: mean (70 + 15 + 0) / 5. Chi-square, n =
// 10,000.
TEST_CASE("tempo windows multiply the hazard of dormancy") {
  const auto counts = values_of(test::simulate(tempo("3"), 10'000, 53), site_attacks);
  CHECK(test::chi_square_p_value(test::histogram(counts), poisson(17)) > test::false_alarm);
}

TEST_CASE("negative control: a tempo of 3.5 instead of 3 is rejected") {
  const auto counts = values_of(test::simulate(tempo("3.5"), 10'000, 53), site_attacks);
  CHECK(test::chi_square_p_value(test::histogram(counts), poisson(17)) < test::false_alarm);
}

/// Plots begun by 300 cells, ready at 0.2 a day, tipped off at `tip` a day.
Blocks plots(const std::string& tip) {
  Blocks blocks = camp("cells: 300, dormant: {exponential: {mean: 400 d}}, preparing: {exponential: {mean: 5 d}}", "",
                       ", intelligence: {tip_rate: " + tip + " /d}");
  blocks.horizon = "200 d";
  blocks.warmup = "40 d";
  return blocks;
}

double z_of_attack_share(const std::vector<OutcomeValues>& outcomes) {
  const double attacked = total(outcomes, site_attacks);
  const double ended = attacked + total(outcomes, interceptions_tip);
  return (attacked - 0.4 * ended) / std::sqrt(ended * 0.4 * 0.6);
}

// Kaplan 2010: l m/(d + m), with l the plots begun. Each plot ends in an attack with probability m/(d + m) = 0.4,
// whenever; l = 300/(400 + 1/(d + m)) a day. n = 1,000 replications, two comparisons.
TEST_CASE("tips leave of the plots begun the share that is ready first") {
  const auto outcomes = test::simulate(plots("0.3"), 1000, 54);
  CHECK(std::abs(z_of_attack_share(outcomes)) < z_bound(2));
  CHECK(std::abs(moments_of(values_of(outcomes, site_attacks)).z_of_mean(200 * 300 / 402.0 * 0.4)) < z_bound(2));
}

TEST_CASE("negative control: a tip rate 5 percent off is rejected") {
  const auto outcomes = test::simulate(plots("0.315"), 1000, 54);
  CHECK(std::abs(z_of_attack_share(outcomes)) > z_bound(2));
  CHECK(std::abs(moments_of(values_of(outcomes, site_attacks)).z_of_mean(200 * 300 / 402.0 * 0.4)) > z_bound(2));
}

/// Cells that attack once, raided while dormant at `raid` a day and captured.
double z_of_raids(const std::string& raid) {
  Blocks blocks = camp("cells: 20, dormant: {exponential: {mean: 4 d}}, preparing: 0 s", ", expended: 1",
                       ", crackdown: {raid_rate: " + raid + " /d, zones: [plain]}");
  blocks.threat.replace(blocks.threat.find("capture: 0"), 10, "capture: 1");
  blocks.horizon = "200 d";
  const auto outcomes = test::simulate(blocks, 2000, 55);
  const double raided = total(outcomes, interceptions_raid);
  REQUIRE(raided + total(outcomes, site_attacks) == 40'000);
  return (raided - 40'000 * 0.2) / std::sqrt(40'000 * 0.2 * 0.8);  // 0.0625/(0.0625 + 0.25)
}

TEST_CASE("raids race with the end of dormancy") { CHECK(std::abs(z_of_raids("0.0625")) < z_bound()); }

TEST_CASE("negative control: a raid rate 10 percent off is rejected") {
  CHECK(std::abs(z_of_raids("0.06875")) > z_bound());
}

std::vector<double> recruits(const std::string& rate, int most, const std::string& policy) {
  Blocks blocks = camp("cells: 2, dormant: {exponential: {mean: 1000000 d}}, preparing: 0 s, recruit: {rate: " + rate +
                           " /d, max_cells: " + std::to_string(most) + "}",
                       "", policy);
  return values_of(test::simulate(blocks, 10'000, 56), cells_recruited);
}

/// Of a Poisson number with mean 10, no more than `room`.
std::vector<double> capped_poisson(std::size_t room) {
  std::vector<double> law = poisson(10);
  for (std::size_t n = room + 1; n < law.size(); ++n) {
    law[room] += law[n];
  }
  law.resize(room + 1);
  return law;
}

// Chi-square, n = 10,000 replications of 100 days, three comparisons.
TEST_CASE("recruits come as a Poisson process while there is room, more by backlash, fewer without a sanctuary") {
  CHECK(test::chi_square_p_value(test::histogram(recruits("0.1", 1000, "")), poisson(10)) > test::false_alarm / 3);
  CHECK(test::chi_square_p_value(test::histogram(recruits("0.1", 9, "")), capped_poisson(7)) > test::false_alarm / 3);
  const std::string both = ", crackdown: {raid_rate: 0 /d, backlash: 3}, sanctuary: {recruitment: 0.5}";
  CHECK(test::chi_square_p_value(test::histogram(recruits("0.05", 1000, both)), poisson(10)) > test::false_alarm / 3);
}

TEST_CASE("negative control: a recruitment rate 5 percent off is rejected") {
  CHECK(test::chi_square_p_value(test::histogram(recruits("0.105", 1000, "")), poisson(10)) < test::false_alarm / 3);
}

}  // namespace
}  // namespace convoyrisk::model
