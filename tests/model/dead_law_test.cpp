#include "model/harm/dead_law.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "model/harm/harm_table.hpp"
#include "support/harm.hpp"

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

/// Nobody dead, a third or all.
std::vector<double> some_dead(std::size_t people) {
  std::vector<double> law(people + 1, 0);
  law[0] += 0.6;
  law[people / 3] += 0.3;
  law[people] += 0.1;
  return law;
}

/// The sum over those dead before of their probability times of(alive, how many of them die).
template <class Of>
double over_dead_before(const std::vector<double>& before, std::size_t dead, const Of& of) {
  double sum = 0;
  for (std::size_t n = 0; n <= dead; ++n) {
    sum += before[n] > 0 ? before[n] * of(static_cast<int>(before.size() - 1 - n), static_cast<int>(dead - n)) : 0;
  }
  return sum;
}

/// Not a number where one of the differences is none.
double greatest_difference(const std::vector<double>& law, const std::function<double(std::size_t)>& expected) {
  double greatest = 0;
  for (std::size_t n = 0; n < law.size(); ++n) {
    const double difference = std::abs(law[n] - expected(n));
    greatest = difference <= greatest ? greatest : difference;
    if (std::isnan(greatest)) {
      break;
    }
  }
  return greatest;
}

TEST_CASE("the dead after an exponential assault have the law of Boost's integral, with and without help") {
  const spec::Exponential duration{0.4};
  for (const std::size_t people : {1U, 7U, 60U}) {
    const std::vector<double> before = some_dead(people);
    for (const double rate : {0.05, 0.9, 4.0}) {
      for (const double help_h : {0.0, 0.1, 0.7, 5.0, no_help_h}) {
        INFO(people << " people, rate " << rate << ", help " << help_h);
        const auto integral = [&](std::size_t dead) {
          const test::Function given_hours = [&](double hours) {
            const double killed = -std::expm1(-rate * hours);
            return over_dead_before(before, dead, [&](int alive, int die) {
              return boost::math::pdf(boost::math::binomial_distribution<double>(alive, killed), die);
            });
          };
          return test::OverDuration{help_h, given_hours}(duration);
        };
        CHECK(greatest_difference(dead_after_exponential_assault(before, rate, 0.4, help_h), integral) < 1e-12);
        if (help_h > 0) {  // negative control: a rate that is a millionth off
          const double off = rate * 1.000001;
          CHECK(greatest_difference(dead_after_exponential_assault(before, off, 0.4, help_h), integral) > 1e-10);
        }
      }
    }
  }
}

TEST_CASE("the dead after an exponential assault have the law of the beta function, of many people too") {
  constexpr double mean_h = 0.4;
  for (const std::size_t people : {1U, 60U, 900U}) {
    const std::vector<double> before = some_dead(people);
    for (const double rate : {0.003, 3.0, 1e3}) {
      for (const double help_h : {1e-6, 0.3, no_help_h}) {
        INFO(people << " people, rate " << rate << ", help " << help_h);
        const double a = 1 / (rate * mean_h);
        const double survives = std::exp(-rate * help_h);
        const auto expected = [&](std::size_t dead) {
          return over_dead_before(before, dead, [&](int alive, int die) {
            const double survivors = alive - die;
            const double log_ended = std::lgamma(alive + 1.0) - std::lgamma(survivors + 1) +
                                     std::lgamma(survivors + a) - std::lgamma(alive + 1 + a) + std::log(a);
            const boost::math::binomial_distribution<double> found_by_help(alive, 1 - survives);
            return std::exp(log_ended) * boost::math::ibetac(survivors + a, die + 1.0, survives) +
                   std::exp(-help_h / mean_h) * boost::math::pdf(found_by_help, die);
          });
        };
        CHECK(greatest_difference(dead_after_exponential_assault(before, rate, mean_h, help_h), expected) < 1e-10);
      }
    }
  }
}

TEST_CASE("after an exponential assault as many are alive as the expectation says, however long or deadly") {
  constexpr std::size_t people = 300;
  const std::vector<double> before = some_dead(people);
  const auto alive = [&](const std::vector<double>& law) {
    double sum = 0;
    for (std::size_t n = 0; n < law.size(); ++n) {
      sum += law[n] * static_cast<double>(people - n);
    }
    return sum;
  };
  for (const double rate : {1e-12, 1e-4, 1.0, 1e4, 1e12}) {
    for (const double mean_h : {1e-6, 0.4, 1e6}) {
      for (const double help_h : {1e-9, 0.3, 1e5, no_help_h}) {
        INFO("rate " << rate << ", mean " << mean_h << ", help " << help_h);
        const std::vector<double> law = dead_after_exponential_assault(before, rate, mean_h, help_h);
        const double deaths = rate * mean_h;
        const double survives = (1 + deaths * std::exp(-help_h / mean_h - rate * help_h)) / (1 + deaths);
        CHECK(alive(law) == Approx(alive(before) * survives).epsilon(1e-10).margin(1e-10));
        CHECK(std::accumulate(law.begin(), law.end(), 0.0) == Approx(1).epsilon(1e-12));
        CHECK(*std::ranges::min_element(law) >= 0);
      }
    }
  }
}

TEST_CASE("an assault whose rate is nothing kills nobody, and all whose rate is beyond measure") {
  const std::vector<double> before = some_dead(30);
  std::vector<double> all(31, 0);
  all[30] = 1;
  for (const double help_h : {0.2, no_help_h}) {
    const std::vector<double> none = dead_after_exponential_assault(before, 0, 0.4, help_h);
    CHECK(greatest_difference(none, [&](std::size_t n) { return before[n]; }) < 1e-15);
    for (const double rate : {1e40, std::numeric_limits<double>::max()}) {
      const std::vector<double> dead = dead_after_exponential_assault(before, rate, 4, help_h);
      CHECK(greatest_difference(dead, [&](std::size_t n) { return all[n]; }) < 1e-15);
    }
  }
  CHECK(dead_after_exponential_assault(before, 1e40, 0.4, 0) == before);
  CHECK(dead_after_exponential_assault({1}, 0.7, 0.4, 0.3) == std::vector<double>{1});
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
