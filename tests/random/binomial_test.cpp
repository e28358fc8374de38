#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>

#include "random/distributions.hpp"

namespace convoyrisk::random {
namespace {

struct Case {
  double uniform;
  int trials;
  double probability;
  int count;
};

// scipy.stats.binom.ppf. From 2,000 trials on the probability of 0 underflows, which takes another way.
constexpr std::array cases{
    Case{0.5, 10, 0.3, 3},
    Case{0.001, 40, 0.5, 10},
    Case{0.999, 40, 0.02, 5},
    Case{0.3, 100'000, 0.01, 983},
    Case{0.9999, 100'000, 0.3, 30'540},
    Case{0.5, 5'000, 0.9, 4'500},
    Case{1e-10, 2'000, 0.5, 858},
    Case{0.25, 3, 0.999, 3},
    Case{0.7, 1'500, 0.35, 535},
};

TEST_CASE("binomial counts agree with reference quantiles") {
  for (const Case& known : cases) {
    INFO(known.uniform << " of " << known.trials << " at " << known.probability);
    CHECK(binomial(known.uniform, known.trials, known.probability) == known.count);
  }
}

TEST_CASE("a binomial count at its ends is certain") {
  CHECK(binomial(0.5, 0, 0.3) == 0);
  CHECK(binomial(0.999, 7, 0) == 0);
  CHECK(binomial(0.001, 7, 1) == 7);
  CHECK(binomial(0.5, 1'000'000, 1e-300) == 0);
}

/// The count is the least k with cdf(k) >= u: it steps where the distribution does.
TEST_CASE("binomial inversion steps exactly where the distribution function does") {
  for (const int trials : {1, 2, 12, 60, 3'000}) {
    for (const double probability : {1e-4, 0.05, 0.3, 0.5, 0.51, 0.9, 0.999}) {
      const boost::math::binomial_distribution<double> law(trials, probability);
      INFO(trials << " trials at " << probability);
      for (int k = 0; k < trials; ++k) {
        const double at = boost::math::cdf(law, k);
        const double before = boost::math::pdf(law, k);
        const double after = boost::math::pdf(law, k + 1);
        if (std::min(before, after) > 1e-9) {  // else the step is too small to stand beside in double precision
          REQUIRE(binomial(at - before * 1e-4, trials, probability) == k);
          REQUIRE(binomial(at + after * 1e-4, trials, probability) == k + 1);
        }
      }
    }
  }
}

TEST_CASE("a binomial count grows with the uniform, the trials and the probability") {
  for (int i = 1; i < 200; ++i) {
    const double u = i / 200.0;
    for (const int trials : {3, 30, 900}) {
      const int count = binomial(u, trials, 0.4);
      REQUIRE(binomial(u + 0.004, trials, 0.4) >= count);
      REQUIRE(binomial(u, trials + 1, 0.4) >= count);
      for (const double p : {0.41, 0.5, 0.500001, 0.6, 0.95}) {
        REQUIRE(binomial(u, trials, p) >= count);
      }
    }
  }
  int last = 0;
  for (int i = 1; i < 1000; ++i) {  // over the branches at 1/2 and at the underflow
    const int count = binomial(0.37, 1'000, i / 1000.0);
    REQUIRE(count >= last);
    last = count;
  }
}

TEST_CASE("a binomial count stays a quantile at the greatest and the least uniform") {
  constexpr double greatest = 1 - 0x1p-53;
  CHECK(binomial(0x1p-53, 1'000, 0.01) == 0);
  for (const int trials : {10, 40, 100, 1'000}) {
    INFO(trials << " trials");
    // The chance of twelve standard deviations and ten more is far below 2^-53.
    const double reach = trials * 0.01 + 12 * std::sqrt(trials * 0.01) + 10;
    CHECK(binomial(greatest, trials, 0.01) <= reach);
    CHECK(binomial(0x1p-53, trials, 0.99) >= trials - reach);
  }
}

}  // namespace
}  // namespace convoyrisk::random
