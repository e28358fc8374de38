#include "model/harm/dead_law.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "model/harm/harm_table.hpp"

namespace convoyrisk::model {
namespace {

constexpr double no_help_h = std::numeric_limits<double>::infinity();

/// Node after node, as the page of the model has it.
std::vector<double> one_by_one(int people, const std::vector<WeightedValue>& risks) {
  std::vector<double> sum(static_cast<std::size_t>(people) + 1, 0);
  std::vector<double> law;
  for (const WeightedValue& risk : risks) {
    binomial_probabilities(people, risk.value, law);
    for (std::size_t n = 0; n < sum.size(); ++n) {
      sum[n] += risk.weight * law[n];
    }
  }
  return sum;
}

TEST_CASE("an averaged law is that of its nodes one by one, bit by bit, however many are worked on at once") {
  // Below and above 1/2, certain either way, and for many people some whose first term underflows.
  const std::vector<double> values{0.02, 0.3, 0.55, 0.999, 0, 0.5, 0.7, 1, 0.11, 0.03, 0.21};
  for (const int people : {0, 1, 7, 60, 1500}) {
    std::vector<WeightedValue> risks;
    for (const double value : values) {
      risks.push_back({value, 0.03 + value / 7});
      INFO(people << " people, " << risks.size() << " nodes");
      const std::vector<double> expected = one_by_one(people, risks);
      CHECK(averaged_binomial(people, risks, false) == expected);
      CHECK(averaged_binomial(people, risks, works_on_four()) == expected);
    }
  }
}

TEST_CASE("laws that targets share are those of each alone, bit by bit, in whatever order they are asked for") {
  spec::Mode bomb;
  bomb.kill = 0.3;
  bomb.spread = 0.2;
  bomb.severity_cv = 1.2;
  spec::Mode assault = bomb;
  assault.kill = 0.05;
  assault.assault = spec::Assault{spec::Exponential{0.4}, 0.6, 0};
  spec::Mode stray = bomb;
  stray.severity_cv = 0;
  const std::vector<spec::Mode> groups{bomb, assault};
  const std::vector<spec::Mode> others{assault, stray};
  const std::vector<ModeTable> attackers{ModeTable(groups), ModeTable(others)};

  std::vector<Target> targets(5);
  targets[0].vehicles = {{0.2, 1, false, 20, 0}, {0.2, 1, false, 10, 0}};
  targets[1].vehicles = {{0.2, 1, false, 15, 0}, {0.2, 2, false, 15, 0}, {0.5, 1, true, 4, 0}};  // people as before
  targets[1].guards = 1;
  targets[1].suppress = 0.7;
  targets[2].vehicles = {{0.6, 1, false, 30, 0}};
  targets[3].vehicles = {{0.2, 1, false, 29, 0}};
  targets[4].vehicles = {{0.2, 1, false, 20, 0}, {0.6, 1, false, 10, 0}, {0.6, 1, false, 10, 0}};  // mixed

  HarmTable table(attackers);
  for (const double help_h : {no_help_h, 0.3, no_help_h, 0.0}) {
    for (const Target& target : targets) {
      const HarmTable::TargetKey key = table.intern(target);
      INFO("target " << key << ", help after " << help_h);
      CHECK(table.law(table.entry(1, key, help_h)) == expected_harm(others, target, help_h).killed_probability);
      CHECK(table.law(table.entry(0, key, help_h)) == expected_harm(groups, target, help_h).killed_probability);
    }
  }
}

}  // namespace
}  // namespace convoyrisk::model
