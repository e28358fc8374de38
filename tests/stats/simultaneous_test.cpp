#include "stats/simultaneous.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/distributions.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::stats {
namespace {

TEST_CASE("comparisons of policies are counted once each") {
  CHECK(comparisons(Family::against_baseline, 1) == 0);
  CHECK(comparisons(Family::against_baseline, 6) == 5);
  CHECK(comparisons(Family::all_pairs, 1) == 0);
  CHECK(comparisons(Family::all_pairs, 6) == 15);
  CHECK(bonferroni_confidence(0.95, 1) == Approx(0.95).epsilon(1e-15));
  CHECK(bonferroni_confidence(0.95, 15) == Approx(1 - 0.05 / 15).epsilon(1e-15));
}

constexpr std::size_t policies = 4;
constexpr int units = 30;
constexpr std::int64_t experiments = 4000;

/// Paired differences of all pairs: policies of spread 1, 2, 3, 4 around a common part, all of mean 0.
std::vector<Sample> differences(std::uint64_t experiment) {
  std::vector<std::vector<double>> values(policies);
  for (int unit = 0; unit < units; ++unit) {
    random::Stream stream(3, 0, experiment, static_cast<std::uint64_t>(unit), 0);
    const double common = 5 * random::normal_quantile(stream.uniform());
    for (std::size_t p = 0; p < policies; ++p) {
      values[p].push_back(common + static_cast<double>(p + 1) * random::normal_quantile(stream.uniform()));
    }
  }
  std::vector<Sample> samples;
  for (std::size_t p = 0; p < policies; ++p) {
    for (std::size_t q = 0; q < p; ++q) {
      std::vector<double> gaps;
      for (std::size_t i = 0; i < values[p].size(); ++i) {
        gaps.push_back(values[p][i] - values[q][i]);
      }
      const test::SampleMoments moments = test::moments_of(gaps);
      samples.push_back({units, moments.mean, moments.variance});
    }
  }
  return samples;
}

struct Held {
  std::int64_t together = 0;
  std::int64_t one_by_one = 0;  ///< with intervals made for one difference alone
};

bool all_hold(const std::vector<Estimate>& estimates) {
  return std::ranges::all_of(estimates, [](const Estimate& e) { return e.interval.low <= 0 && e.interval.high >= 0; });
}

Held count_held() {
  Held held;
  for (std::int64_t i = 0; i < experiments; ++i) {
    const std::vector<Sample> samples = differences(static_cast<std::uint64_t>(i));
    held.together += all_hold(simultaneous_estimates(samples, 0.95)) ? 1 : 0;
    std::vector<Estimate> single;
    for (const Sample& sample : samples) {
      single.push_back(mean_estimate(sample, 0.95));
    }
    held.one_by_one += all_hold(single) ? 1 : 0;
  }
  return held;
}

// n = 4,000 experiments. The number in which all six intervals hold is at least binomial(n, 0.95): it would lie below
// the bound with probability 1e-6. The negative control is the same test of intervals made for one difference.
TEST_CASE("simultaneous intervals all hold together, where intervals for one do not") {
  const Held held = count_held();
  const boost::math::binomial_distribution<double> least(static_cast<double>(experiments), 0.95);
  CHECK(boost::math::cdf(least, static_cast<double>(held.together)) > test::false_alarm);
  CHECK(boost::math::cdf(least, static_cast<double>(held.one_by_one)) < test::false_alarm);
}

}  // namespace
}  // namespace convoyrisk::stats
