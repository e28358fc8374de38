// The estimators of tails alone, on drawn data whose law is known: a compound Poisson sum, by Panjer's recursion.
#include <catch2/catch.hpp>

#include "random/distributions.hpp"
#include "stats/weighted_counts.hpp"
#include "support/panjer.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::stats {
namespace {

using test::PoissonSum;
using test::z_bound;

/// Steps 1 to 40 in proportion to x^-2.4 e^(tilt x).
PoissonSum power_law(double rate, double tilt = 0) {
  PoissonSum sum{rate, std::vector<double>(41, 0)};
  double total = 0;
  for (std::size_t x = 1; x <= 40; ++x) {
    sum.step[x] = std::pow(static_cast<double>(x), -2.4) * std::exp(tilt * static_cast<double>(x));
    total += sum.step[x];
  }
  for (double& chance : sum.step) {
    chance /= total;
  }
  return sum;
}

const PoissonSum truth = power_law(2);

std::size_t draw(const std::vector<double>& law, double uniform) {
  std::size_t value = 0;
  for (double rest = uniform; value + 1 < law.size() && rest >= law[value]; ++value) {
    rest -= law[value];
  }
  return value;
}

/// How the weights are made: with the likelihood ratio of all that was drawn, or of a part of it.
struct Ratio {
  bool of_count = true;
  bool of_steps = true;
};

/// Sums drawn from one law and weighed for another, `truth`.
WeightedCounts sample(const PoissonSum& from, int count, std::uint64_t seed, Ratio ratio = {}) {
  WeightedCounts counts;
  const PoissonSum steps{from.rate, {0, 1}};
  const std::vector<double> number_law = steps.law(60);
  for (int i = 0; i < count; ++i) {
    random::Stream stream(seed, 0, static_cast<std::uint64_t>(i), 0, 0);
    const std::size_t number = draw(number_law, stream.uniform());
    double log_weight =
        ratio.of_count ? from.rate - truth.rate + static_cast<double>(number) * std::log(truth.rate / from.rate) : 0;
    std::size_t sum = 0;
    for (std::size_t k = 0; k < number; ++k) {
      const std::size_t x = draw(from.step, stream.uniform());
      log_weight += ratio.of_steps ? std::log(truth.step[x] / from.step[x]) : 0;
      sum += x;
    }
    counts.add(sum, std::exp(log_weight));
  }
  return counts;
}

double z_of(const WeightedEstimate& found, double expected) {
  return (found.estimate.mean - expected) / found.estimate.standard_error;
}

double z_of_exceedance(const WeightedCounts& counts, std::size_t n) {
  return z_of(counts.exceedance(n, 0.95, 1), test::exceedances(truth.law(400))[n]);
}

double exact_conditional_value_at_risk(double level, std::size_t value_at_risk) {
  const std::vector<double> beyond = test::exceedances(truth.law(400));
  double excess = 0;
  for (std::size_t n = beyond.size() - 1; n > value_at_risk; --n) {
    excess += beyond[n];
  }
  return static_cast<double>(value_at_risk) + excess / (1 - level);
}

constexpr int draws = 200'000;

TEST_CASE("Panjer's recursion gives the known moments and values at risk") {
  const std::vector<double> law = truth.law(400);
  double mean = 0;
  double square = 0;
  for (std::size_t n = 0; n < law.size(); ++n) {
    mean += static_cast<double>(n) * law[n];
    square += static_cast<double>(n * n) * law[n];
  }
  CHECK(law[0] == Approx(0.135335).epsilon(1e-5));
  CHECK(mean == Approx(3.67824).epsilon(1e-5));
  CHECK(std::sqrt(square - mean * mean) == Approx(4.54124).epsilon(1e-5));
  CHECK(exact_conditional_value_at_risk(0.95, 11) == Approx(18.7186).epsilon(1e-5));
  CHECK(exact_conditional_value_at_risk(0.99, 24) == Approx(31.5367).epsilon(1e-5));
}

// n = 200,000 draws; six comparisons share the false-alarm probability 1e-6. The estimated quantile is the exact one
// unless an exceedance next to it is off by more than eleven standard errors.
TEST_CASE("plain draws: exceedances, values at risk and conditional values at risk") {
  const WeightedCounts counts = sample(truth, draws, 71);
  for (const std::size_t n : {1U, 5U, 12U, 30U}) {
    CHECK(std::abs(z_of_exceedance(counts, n)) < z_bound(6));
  }
  CHECK(counts.quantile(0.95) == 11);
  CHECK(counts.quantile(0.99) == 24);
  CHECK(std::abs(z_of(counts.conditional_value_at_risk(0.95, 0.95), 18.7186)) < z_bound(6));
  CHECK(std::abs(z_of(counts.conditional_value_at_risk(0.99, 0.95), 31.5367)) < z_bound(6));
}

// Likewise, down to a chance of 3e-9.
TEST_CASE("weighted draws: the same, far further out") {
  const WeightedCounts counts = sample(power_law(4, 0.14), draws, 72);
  CHECK(test::exceedances(truth.law(400))[110] < 4e-9);
  for (const std::size_t n : {12U, 40U, 60U, 90U, 110U}) {
    CHECK(std::abs(z_of_exceedance(counts, n)) < z_bound(7));
  }
  CHECK(counts.exceedance(90, 0.95, 1).effective_size > 500);
  CHECK(std::abs(z_of(counts.conditional_value_at_risk(0.95, 0.95), 18.7186)) < z_bound(7));
  CHECK(std::abs(z_of(counts.conditional_value_at_risk(0.99, 0.95), 31.5367)) < z_bound(7));
}

TEST_CASE("negative control: a rate 6 percent off is rejected") {
  const WeightedCounts counts = sample(power_law(2.12), draws, 71, {false, false});
  CHECK(std::abs(z_of_exceedance(counts, 1)) > z_bound(6));
  CHECK(std::abs(z_of(counts.conditional_value_at_risk(0.95, 0.95), 18.7186)) > z_bound(6));
}

TEST_CASE("negative control: weights without the ratio of the count, or of the steps, are rejected") {
  const PoissonSum tilted = power_law(3.5, 0.05);
  for (const Ratio ratio : {Ratio{false, true}, Ratio{true, false}}) {
    const WeightedCounts counts = sample(tilted, draws, 72, ratio);
    CHECK(std::abs(z_of_exceedance(counts, 60)) > z_bound(7));  // the mean weight would be 1 all the same
  }
}

// 1,000 samples of n = 4,000: the share of 95 % intervals that hold P(X >= 60) is within 0.034 of 0.95, five standard
// errors of the share: fails with probability 1e-6 if the coverage is exact.
TEST_CASE("intervals of an exceedance hold it as often as they say") {
  const double exact = test::exceedances(truth.law(400))[60];
  const PoissonSum tilted = power_law(3, 0.04);
  int held = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const Interval interval = sample(tilted, 4000, 1000 + i).exceedance(60, 0.95, 1).estimate.interval;
    held += interval.low <= exact && exact <= interval.high ? 1 : 0;
  }
  CHECK(std::abs(held / 1000.0 - 0.95) < 0.034);
}

}  // namespace
}  // namespace convoyrisk::stats
