#include "model/harm/characteristic.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "model/harm/dead_law.hpp"

namespace convoyrisk::model {
namespace {

/// Of a binomial law, and the law that is made of it again.
std::vector<double> binomial_by_frequency(int people, double probability) {
  const Frequencies frequencies(static_cast<std::size_t>(people));
  std::vector<Complex2> characteristic;
  for (std::size_t group = 0; group < frequencies.groups(); ++group) {
    const Complex2 one = both(1 - probability) + probability * frequencies.x(group);
    characteristic.push_back(people == 0 ? both(1) : power(one, static_cast<unsigned>(people)));
  }
  return frequencies.law(characteristic);
}

TEST_CASE("a law comes back from its characteristic function, whatever the number of people") {
  for (const int people : {0, 1, 2, 3, 4, 5, 17, 64, 203, 300}) {
    for (const double probability : {0.0, 0.01, 0.3, 0.97, 1.0}) {
      INFO(people << " people, " << probability);
      const std::vector<double> law = binomial_by_frequency(people, probability);
      std::vector<double> expected;
      binomial_probabilities(people, probability, expected);
      REQUIRE(law.size() == expected.size());
      for (std::size_t n = 0; n < law.size(); ++n) {
        CHECK(law[n] == Approx(expected[n]).margin(5e-14).epsilon(0));
        CHECK(law[n] >= 0);
      }
    }
  }
}

TEST_CASE("of probabilities below 1e-14 nothing is said") {
  const std::vector<double> law = binomial_by_frequency(200, 0.01);
  CHECK(law[10] > 0);
  for (std::size_t n = 60; n < law.size(); ++n) {
    CHECK(law[n] == 0);
  }
}

TEST_CASE("frequencies within a distance of 1 are the first, by groups") {
  const Frequencies frequencies(99);  // |1 - x|^2 = 4 sin^2(pi k/100), k = 0..50
  CHECK(frequencies.groups() == 26);
  CHECK(frequencies.groups_within(0) == 1);
  const auto squared_distance = [](double k) { return 4 * std::pow(std::sin(3.14159265358979 * k / 100), 2); };
  CHECK(frequencies.groups_within(squared_distance(5.9)) == 3);
  CHECK(frequencies.groups_within(squared_distance(6.1)) == 4);
  CHECK(frequencies.groups_within(4) == 26);
  CHECK(frequencies.groups_within(std::numeric_limits<double>::infinity()) == 26);
}

}  // namespace
}  // namespace convoyrisk::model
