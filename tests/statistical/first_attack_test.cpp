// One attack on a convoy within a whole run: the dead against their law by enumeration and quadrature.
#include <catch2/catch.hpp>
#include <string>

#include "support/harm.hpp"
#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

using test::Blocks;

constexpr std::int64_t runs = 40'000;
constexpr double help_h = 0.25 + 10 / 60.0;  ///< ready, then 10 km from the base to the only segment

/// One cell that attacks a bus, a jeep and an escort once and is expended: everyone it finds is unhurt. Of two modes
/// one varies in severity and lasts until help comes, the other varies in its duration.
Blocks one_attack(double kill, double assault_rate) {
  Blocks blocks;
  blocks.horizon = "30 d";
  blocks.network =
      "{segment: 5 km, nodes: {base: {lat: 0, lon: -0.08}, a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.04}}, roads: ["
      "{from: base, to: a, length: 10 km, speed: 60 km/h}, {from: a, to: b, length: 5 km, speed: 60 km/h}]}";
  blocks.vehicles = "{bus: {seats: 6, protection: 0}, jeep: {seats: 3, protection: 0.5, profile: 2}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 6 h}, workers: 8, vehicles: {bus: 1, jeep: 1}, speed: 60 km/h}]";
  blocks.threat =
      "{groups: [{name: g, cells: 1, home: [b], range: 0 km, dormant: {exponential: {mean: 1 h}}, preparing: 0 s,"
      " staged: 1000 d, recovering: 0 s, engage: 1, capture: 1, modes: ["
      "{name: bomb, spread: 0.3, severity_cv: 0.8, expended: 1, kill: " +
      std::to_string(kill) +
      ", assault: {duration: 2 h, kill_rate: 0.2 /h}}, {name: ambush, spread: 0.3, expended: 1, kill: 0.1,"
      " assault: {duration: {exponential: {mean: 30 min}}, kill_rate: " +
      std::to_string(assault_rate) + " /h}}]}]}";
  blocks.policies =
      "[{name: base, escort: {vehicles: 1, crew: 4, protection: 0.3, profile: 0.5, suppress: 0.5},"
      " reaction_force: {bases: [base], ready: 15 min, speed: 60 km/h}}]";
  return blocks;
}

/// The same attack as the law knows it.
std::vector<double> law_of_dead() {
  Target target;
  target.vehicles = {{0.0, 1.0, false, 5, 0}, {0.5, 2.0, false, 3, 0}, {0.3, 0.5, true, 4, 0}};
  target.guards = 1;
  target.suppress = 0.5;
  spec::Mode bomb;
  bomb.kill = 0.3;
  bomb.spread = 0.3;
  bomb.severity_cv = 0.8;
  bomb.assault = spec::Assault{spec::Fixed{2}, 0.2, 0};
  spec::Mode ambush;
  ambush.kill = 0.1;
  ambush.spread = 0.3;
  ambush.assault = spec::Assault{spec::Exponential{0.5}, 1.2, 0};
  std::vector<double> law(9);
  for (const spec::Mode& mode : {bomb, ambush}) {
    for (int n = 0; n <= 8; ++n) {
      law[static_cast<std::size_t>(n)] += 0.5 * test::over_mode(mode, target, help_h, [&](double z, double a) {
                                            return test::chance_of_dead(mode, target, z, a, n);
                                          });
    }
  }
  return law;
}

std::vector<double> severity(const Blocks& blocks) {
  const World world(test::read(blocks));
  Replication replication(world);
  ReplicationResult result;
  std::vector<double> counts(9);
  for (std::int64_t i = 0; i < runs; ++i) {
    replication.run(PolicyId(0), 64, static_cast<std::uint64_t>(i), result);
    REQUIRE(result.outcomes[Outcome::attacks] == 1);
    for (std::size_t n = 0; n < result.severity.size(); ++n) {
      counts[n] += static_cast<double>(result.severity[n]);
    }
  }
  return counts;
}

// Chi-square over 0 to 8 dead, n = 40,000 attacks, one in each replication.
TEST_CASE("the dead of one attack on a convoy have the law that enumeration and quadrature say") {
  CHECK(test::chi_square_p_value(severity(one_attack(0.3, 1.2)), law_of_dead()) > test::false_alarm);
}

TEST_CASE("negative control: an attack whose kill or whose assault is 15 percent off is rejected") {
  CHECK(test::chi_square_p_value(severity(one_attack(0.345, 1.2)), law_of_dead()) < test::false_alarm);
  CHECK(test::chi_square_p_value(severity(one_attack(0.3, 1.38)), law_of_dead()) < test::false_alarm);
}

}  // namespace
}  // namespace convoyrisk::model
