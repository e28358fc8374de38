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
  ComplexRow characteristic(frequencies.size());
  for (std::size_t first = 0; first < frequencies.size(); first += 2) {
    using Numbers = Complexes<2>;
    const Numbers one = Numbers::of(1 - probability) + probability * Numbers::load(frequencies.x(), first);
    (people == 0 ? Numbers::of(1) : power(one, static_cast<unsigned>(people))).store(characteristic, first);
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

TEST_CASE("frequencies within a distance of 1 are the first, padded") {
  const Frequencies frequencies(99);  // |1 - x|^2 = 4 sin^2(pi k/100), k = 0..50
  CHECK(frequencies.size() == 56);
  CHECK(frequencies.within(0) == 8);
  const auto squared_distance = [](double k) { return 4 * std::pow(std::sin(3.14159265358979 * k / 100), 2); };
  CHECK(frequencies.within(squared_distance(7.9)) == 8);
  CHECK(frequencies.within(squared_distance(8.1)) == 16);
  CHECK(frequencies.within(4) == 56);
  CHECK(frequencies.within(std::numeric_limits<double>::infinity()) == 56);
}

}  // namespace
}  // namespace convoyrisk::model
