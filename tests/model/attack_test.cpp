#include "model/harm/attack.hpp"

#include <catch2/catch.hpp>
#include <numeric>

namespace convoyrisk::model {
namespace {

constexpr double no_help = std::numeric_limits<double>::infinity();

Target convoy() {
  Target target;
  target.vehicles = {{0.0, 1.0, false, 12, 2}, {0.5, 2.0, false, 7, 0}, {0.3, 1.0, true, 5, 0}};
  target.guards = 1;
  return target;
}

std::vector<spec::Mode> modes() {
  spec::Mode bomb;
  bomb.kill = 0.3;
  bomb.injure = 0.4;
  bomb.spread = 0.4;
  bomb.severity_cv = 1.2;
  spec::Mode ambush;
  ambush.kill = 0.05;
  ambush.injure = 0.2;
  ambush.assault = spec::Assault{spec::Exponential{0.5}, 0.5, 0.8};
  return {bomb, ambush};
}

std::vector<spec::Mode> deadly(int exposed) {
  spec::Mode mode;
  mode.kill = 1;
  mode.exposed = exposed;
  return {mode};
}

AttackStreams streams(std::uint64_t ordinal) { return {.seed = 1, .replication = 0, .entity = 0, .ordinal = ordinal}; }

int unhurt(const Target& target, bool escort) {
  int sum = 0;
  for (const Vehicle& vehicle : target.vehicles) {
    sum += vehicle.escort == escort ? vehicle.unhurt : 0;
  }
  return sum;
}

int alive(const Target& target, bool escort) {
  int sum = 0;
  for (const Vehicle& vehicle : target.vehicles) {
    sum += vehicle.escort == escort ? vehicle.alive() : 0;
  }
  return sum;
}

TEST_CASE("where every profile is 0 all vehicles are hit first alike") {
  const std::vector<spec::Mode> list = modes();
  const ModeTable table(list);
  for (std::uint64_t round = 0; round < 100; ++round) {
    Target none = convoy();
    Target alike = convoy();
    for (std::size_t i = 0; i < none.vehicles.size(); ++i) {
      none.vehicles[i].profile = 0;
      alike.vehicles[i].profile = 3;
    }
    CHECK(expected_harm(list, none, no_help).workers_killed == expected_harm(list, alike, no_help).workers_killed);
    const AttackResult one = attack(table, none, no_help, streams(round));
    const AttackResult other = attack(table, alike, no_help, streams(round));
    CHECK(one.workers_killed == other.workers_killed);
    CHECK(one.escort_killed == other.escort_killed);
    CHECK(one.vehicles_hit == other.vehicles_hit);
  }
}

TEST_CASE("an attack loses nobody uncounted, attack after attack") {
  const std::vector<spec::Mode> list = modes();
  const ModeTable table(list);
  for (std::uint64_t round = 0; round < 300; ++round) {
    Target target = convoy();
    for (std::uint64_t ordinal = 0; ordinal < 4; ++ordinal) {
      const Target before = target;
      const AttackResult result = attack(table, target, 0.6, streams(4 * round + ordinal));
      REQUIRE(alive(target, false) == alive(before, false) - result.workers_killed);
      REQUIRE(alive(target, true) == alive(before, true) - result.escort_killed);
      REQUIRE(result.workers_injured >= 0);
      REQUIRE(unhurt(target, false) <= unhurt(before, false) - result.workers_injured);
      REQUIRE(unhurt(target, true) <= unhurt(before, true) - result.escort_injured);
      REQUIRE(unhurt(target, false) >= 0);
      REQUIRE(result.vehicles_hit >= 1);
      REQUIRE(result.vehicles_hit <= 3);
      for (const Vehicle& vehicle : target.vehicles) {
        REQUIRE(vehicle.unhurt >= 0);
        REQUIRE(vehicle.injured >= 0);
      }
    }
  }
}

TEST_CASE("an attack depends on its streams alone") {
  const std::vector<spec::Mode> list = modes();
  const ModeTable table(list);
  Target one = convoy();
  Target other = convoy();
  const AttackResult first = attack(table, one, 0.6, streams(7));
  attack(table, other, 0.6, streams(8));
  other = convoy();
  const AttackResult again = attack(table, other, 0.6, streams(7));
  CHECK(first.workers_killed == again.workers_killed);
  CHECK(first.assault_h == again.assault_h);
  CHECK(unhurt(one, false) == unhurt(other, false));
}

// Help at once: no assault, whose draws would depend on whom the hit left over.
TEST_CASE("a deadlier mode kills no fewer on the same draws") {
  std::vector<spec::Mode> mild = modes();
  std::vector<spec::Mode> worse = modes();
  for (spec::Mode& mode : worse) {
    mode.kill *= 1.3;
  }
  const ModeTable mild_table(mild);
  const ModeTable worse_table(worse);
  for (std::uint64_t ordinal = 0; ordinal < 500; ++ordinal) {
    Target one = convoy();
    Target other = convoy();
    REQUIRE(attack(mild_table, one, 0, streams(ordinal)).workers_killed <=
            attack(worse_table, other, 0, streams(ordinal)).workers_killed);
  }
}

TEST_CASE("certain harm is certain, by hand") {
  spec::Mode mode;
  mode.kill = 1;
  mode.spread = 1;
  std::vector<spec::Mode> list{mode};
  Target target = convoy();
  target.vehicles[1].protection = 0;
  target.vehicles[2].protection = 1;
  const AttackResult result = attack(ModeTable(list), target, no_help, streams(0));
  CHECK(result.vehicles_hit == 3);
  CHECK(result.workers_killed == 21);
  CHECK(result.escort_killed == 0);
  list[0].kill = 0;
  list[0].injure = 1;
  target = convoy();
  target.vehicles[1].protection = 0;
  const AttackResult wounds = attack(ModeTable(list), target, no_help, streams(0));
  CHECK(wounds.workers_killed == 0);
  CHECK(wounds.workers_injured == 19);  // the two injured before are not injured again
}

TEST_CASE("who is injured and then killed in the same attack counts as killed alone") {
  spec::Mode mode;
  mode.injure = 1;
  mode.spread = 1;
  mode.assault = spec::Assault{spec::Fixed{1}, 1e6, 1e6};
  const std::vector<spec::Mode> list{mode};
  Target target = convoy();
  const AttackResult result = attack(ModeTable(list), target, no_help, streams(0));
  CHECK(result.workers_killed == 21);
  CHECK(result.workers_injured == 0);
  CHECK(result.escort_killed == 5);
}

TEST_CASE("an assault lasts until help comes, which is told") {
  spec::Mode mode;
  mode.assault = spec::Assault{spec::Fixed{2}, 0.1, 0};
  const std::vector<spec::Mode> list{mode};
  const ModeTable table(list);
  Target target = convoy();
  AttackResult result = attack(table, target, 0.5, streams(0));
  CHECK(result.assault_h == 0.5);
  CHECK(result.help_came);
  result = attack(table, target, 3, streams(0));
  CHECK(result.assault_h == 2);
  CHECK_FALSE(result.help_came);
  result = attack(table, target, 2, streams(0));
  CHECK_FALSE(result.help_came);  // R < D, not <=
  const std::vector<spec::Mode> bombs{spec::Mode{}};
  result = attack(ModeTable(bombs), target, 0, streams(0));
  CHECK(result.assault_h == 0);
  CHECK_FALSE(result.help_came);
}

TEST_CASE("a vehicle without profile is never the first hit, and alone is hit once") {
  const std::vector<spec::Mode> list = deadly(20);
  const ModeTable table(list);
  for (std::uint64_t ordinal = 0; ordinal < 200; ++ordinal) {
    Target target = convoy();
    target.vehicles[0].profile = 0;
    const AttackResult result = attack(table, target, no_help, streams(ordinal));
    REQUIRE(result.vehicles_hit == 1);
    REQUIRE(target.vehicles[0].alive() == 14);
  }
}

TEST_CASE("a site exposes no more than the mode says") {
  Target site;
  site.vehicles = {{0.0, 1.0, false, 300, 0}};
  site.is_site = true;
  const std::vector<spec::Mode> list = deadly(20);
  const AttackResult result = attack(ModeTable(list), site, no_help, streams(0));
  CHECK(result.workers_killed == 20);
}

TEST_CASE("modes are drawn by weight, those without weight never") {
  std::vector<spec::Mode> list(4);
  list[0].weight = 0;
  list[1].weight = 1;
  list[2].weight = 3;
  list[3].weight = 0;
  const ModeTable table(list);
  CHECK(table.draw(0x1p-53) == 1);
  CHECK(table.draw(0.2499) == 1);
  CHECK(table.draw(0.2501) == 2);
  CHECK(table.draw(1 - 0x1p-53) == 2);
}

}  // namespace
}  // namespace convoyrisk::model
