#include "stats/histogram.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "support/compound_poisson.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::stats {
namespace {

const std::vector<std::int64_t> values{3, 0, 0, 7, 1'000'000'000'000, 3, 0, 12, 7, 3, 1};

Histogram histogram_of(const std::vector<std::int64_t>& sample) {
  Histogram histogram;
  for (const std::int64_t value : sample) {
    histogram.add(value);
  }
  return histogram;
}

TEST_CASE("a histogram counts exactly, in any order, wherever it is cut") {
  const Histogram whole = histogram_of(values);
  for (std::size_t cut = 0; cut <= values.size(); ++cut) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(cut);
    Histogram back = histogram_of({middle, values.end()});
    back.merge(histogram_of({values.begin(), middle}));
    CHECK(back.entries() == whole.entries());
  }
  CHECK(std::ranges::is_sorted(whole.entries(), {}, &Histogram::Entry::value));
  CHECK(whole.count() == 11);
  CHECK(whole.count_of(3) == 3);
  CHECK(whole.count_of(4) == 0);
  CHECK(whole.exceedance(0) == 11);
  CHECK(whole.exceedance(4) == 4);
  CHECK(whole.exceedance(7) == 4);
  CHECK(whole.exceedance(2'000'000'000'000) == 0);
  CHECK(Histogram().count() == 0);
}

TEST_CASE("a quantile is the least value with enough at or below it") {
  const Histogram histogram = histogram_of(values);
  auto sorted = values;
  std::ranges::sort(sorted);
  for (std::size_t k = 1; k <= sorted.size(); ++k) {
    const auto n = static_cast<double>(sorted.size());
    CHECK(quantile(histogram, static_cast<double>(k) / n) == sorted[k - 1]);
    CHECK(quantile(histogram, (static_cast<double>(k) - 0.5) / n) == sorted[k - 1]);
  }
  CHECK(quantile(histogram, 0) == 0);
  CHECK(quantile_rank(100, 0.07) == 7);  // 0.07 * 100 is rounded to above 7
  CHECK(quantile_rank(100, 0.071) == 8);
}

TEST_CASE("CVaR is the mean of the worst share, the atom at the quantile split") {
  const std::vector<std::int64_t> sample{0, 0, 0, 1, 1, 4, 4, 4, 4, 9};
  const Histogram histogram = histogram_of(sample);
  CHECK(cvar(histogram, 0) == Approx(2.7).epsilon(1e-14));
  CHECK(cvar(histogram, 0.9) == Approx(9).epsilon(1e-14));
  CHECK(cvar(histogram, 0.8) == Approx((9 + 4) / 2.0).epsilon(1e-14));
  CHECK(cvar(histogram, 0.75) == Approx((9 + 1.5 * 4) / 2.5).epsilon(1e-14));  // a part of one value
  CHECK(cvar(histogram, 0.99) == 9);
}

// The values are their ranks, so the bounds show which order statistics were taken.
TEST_CASE("the ranks of a quantile's interval are the narrowest that exact binomial tails allow") {
  for (const std::int64_t n : {5, 59, 400, 20'000}) {
    Histogram histogram;
    for (std::int64_t i = 1; i <= n; ++i) {
      histogram.add(i);
    }
    for (const double level : {0.05, 0.5, 0.95, 0.99}) {
      for (const double confidence : {0.95, 0.999}) {
        INFO("n " << n << ", level " << level << ", confidence " << confidence);
        const boost::math::binomial_distribution<double> law(static_cast<double>(n), level);
        const double tail = (1 - confidence) / 2;
        const Interval interval = quantile_interval(histogram, level, confidence);
        const auto below = [&](double rank) { return rank > 0 ? boost::math::cdf(law, rank - 1) : 0; };
        const auto above = [&](double rank) { return boost::math::cdf(boost::math::complement(law, rank - 1)); };
        const double low = std::isinf(interval.low) ? 0 : interval.low;
        CHECK(below(low) <= tail);
        CHECK(below(low + 1) > tail);
        if (std::isinf(interval.high)) {
          CHECK(above(static_cast<double>(n)) > tail);
        } else {
          CHECK(above(interval.high) <= tail);
          CHECK((interval.high == 1 || above(interval.high - 1) > tail));
        }
      }
    }
  }
}

/// Rate 2, P(x) ~ x^-2.4 on 1 to 40.
struct TailCase {
  double level;
  std::int64_t quantile;
  double cvar;
};
constexpr std::array panjer_cases{TailCase{0.95, 11, 18.7186}, TailCase{0.99, 24, 31.5367}};

TEST_CASE("tails of a compound Poisson law agree with Panjer's recursion") {
  const std::vector<double> law = test::CompoundPoisson().of_total();
  CHECK(law[0] == Approx(0.135335).epsilon(1e-5));
  Histogram histogram;
  for (std::size_t s = 0; s < law.size(); ++s) {
    histogram.add(static_cast<std::int64_t>(s), std::llround(1e15 * law[s]));
  }
  CHECK(cvar(histogram, 0) == Approx(3.67824).epsilon(2e-6));
  for (const TailCase& known : panjer_cases) {
    CHECK(quantile(histogram, known.level) == known.quantile);
    CHECK(cvar(histogram, known.level) == Approx(known.cvar).epsilon(3e-6));
  }
}

/// Of CVaR, with the variance var((X - q)+)/(n (1 - level)^2) of the law itself.
double z_of_cvar(const Histogram& sample, const TailCase& known) {
  const std::vector<double> law = test::CompoundPoisson().of_total();
  double mean = 0;
  double square = 0;
  for (std::size_t s = 0; s < law.size(); ++s) {
    const double above = std::max(0.0, static_cast<double>(s) - static_cast<double>(known.quantile));
    mean += above * law[s];
    square += above * above * law[s];
  }
  const double error = std::sqrt((square - mean * mean) / static_cast<double>(sample.count())) / (1 - known.level);
  return (cvar(sample, known.level) - known.cvar) / error;
}

// n = 200,000; two quantiles by their exact intervals, two CVaRs by z and two exceedances by Clopper and Pearson share
// the false-alarm probability 1e-6.
TEST_CASE("tails of drawn totals agree with Panjer's recursion") {
  const std::vector<double> law = test::CompoundPoisson().of_total();
  const Histogram sample = histogram_of(test::CompoundPoisson().draw(200'000, 5));
  const double confidence = 1 - test::false_alarm / 6;
  for (const TailCase& known : panjer_cases) {
    const Interval interval = quantile_interval(sample, known.level, confidence);
    CHECK(interval.low <= static_cast<double>(known.quantile));
    CHECK(interval.high >= static_cast<double>(known.quantile));
    CHECK(std::abs(z_of_cvar(sample, known)) < test::z_bound(6));
    double beyond = 1;
    for (std::int64_t s = 0; s < known.quantile; ++s) {
      beyond -= law[static_cast<std::size_t>(s)];
    }
    const Interval chance = clopper_pearson(sample.exceedance(known.quantile), sample.count(), confidence);
    CHECK(chance.low <= beyond);
    CHECK(chance.high >= beyond);
  }
}

TEST_CASE("negative control: totals of a law whose exponent is 0.1 lower are rejected") {
  const Histogram sample = histogram_of(test::CompoundPoisson{2, 2.3}.draw(200'000, 5));
  for (const TailCase& known : panjer_cases) {
    CHECK(std::abs(z_of_cvar(sample, known)) > test::z_bound(6));
  }
}

}  // namespace
}  // namespace convoyrisk::stats
