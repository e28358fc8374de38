#include "stats/anova.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <span>
#include <vector>

#include "random/distributions.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::stats {
namespace {

Sample sample_of(const std::vector<double>& values) {
  const test::SampleMoments moments = test::moments_of(values);
  return {static_cast<std::int64_t>(values.size()), moments.mean, values.size() > 1 ? moments.variance : 0};
}

TEST_CASE("variance components are those of the textbook's analysis of variance") {
  // Three draws of four: mean squares between 4 * 7 = 28 and within (2 + 6 + 1)/3 = 3.
  const std::vector<Sample> draws{{4, 10, 2}, {4, 13, 6}, {4, 8, 1}};
  const double naive = (0.111111111111111 + 7.111111111111111 + 5.444444444444445) / 2;
  const VarianceComponents components = variance_components(draws, 0.95);
  CHECK(components.draws == 3);
  CHECK(components.mean.mean == Approx(31.0 / 3).epsilon(1e-14));
  CHECK(components.naive == Approx(naive).epsilon(1e-12));
  CHECK(*components.within == Approx(3).epsilon(1e-14));
  CHECK(*components.between_raw == Approx((4 * naive - 3) / 4).epsilon(1e-12));
  CHECK(*components.between == *components.between_raw);
  CHECK(components.mean.standard_error == Approx(std::sqrt(naive / 3)).epsilon(1e-12));
  CHECK(components.mean.interval.high - components.mean.mean ==
        Approx(4.302652729696142 * std::sqrt(naive / 3)).epsilon(1e-9));  // scipy.stats.t.ppf(0.975, 2)
}

TEST_CASE("a negative variance between draws is shown raw, and as 0") {
  const VarianceComponents components = variance_components(std::vector<Sample>{{2, 5, 4}, {2, 5, 6}}, 0.95);
  CHECK(*components.between_raw == Approx(-2.5));
  CHECK(*components.between == 0);
}

TEST_CASE("one replication a draw, or one draw, cannot be told apart") {
  const VarianceComponents single = variance_components(std::vector<Sample>{{1, 5, 0}, {1, 7, 0}}, 0.95);
  CHECK(single.naive == Approx(2));
  CHECK_FALSE(single.within);
  CHECK_FALSE(single.between);
  CHECK(single.mean.mean == 6);
  const VarianceComponents alone = variance_components(std::vector<Sample>{{9, 5, 1}}, 0.95);
  CHECK_FALSE(alone.between);
  CHECK(std::isinf(alone.mean.interval.high));
}

/// Draws with variance 0.090 between their means. The variance within differs from draw to draw and is 0.173 on
/// average: with two replications the naive variance of the means is 96 % too large.
struct Study {
  std::size_t draws = 60;
  std::vector<std::size_t> replications{2};  ///< by draw, in turn
  bool shared = false;                       ///< every draw meets the same luck

  [[nodiscard]] VarianceComponents run(std::uint64_t number) const {
    std::vector<Sample> samples;
    for (std::size_t draw = 0; draw < draws; ++draw) {
      random::Stream outside(11, 1, number, draw, 0);
      const double mean = true_mean + 0.3 * random::normal_quantile(outside.uniform());
      const double spread = std::sqrt(0.173 * 2 * outside.uniform());
      random::Stream inside(11, 2, number, shared ? 0 : draw, 0);
      std::vector<double> values;
      for (std::size_t i = 0; i < replications[draw % replications.size()]; ++i) {
        values.push_back(mean + spread * random::normal_quantile(inside.uniform()));
      }
      samples.push_back(sample_of(values));
    }
    return variance_components(samples, 0.95);
  }
  static constexpr double true_mean = 4;
};

constexpr double true_between = 0.090;
constexpr std::int64_t studies = 1000;

struct ManyStudies {
  std::vector<double> between;
  std::vector<double> naive;
  std::int64_t covered = 0;  ///< intervals that hold the true mean

  explicit ManyStudies(const Study& study) {
    for (std::int64_t i = 0; i < studies; ++i) {
      const VarianceComponents components = study.run(static_cast<std::uint64_t>(i));
      between.push_back(*components.between_raw);
      naive.push_back(components.naive);
      const Interval interval = components.mean.interval;
      covered += interval.low <= Study::true_mean && Study::true_mean <= interval.high ? 1 : 0;
    }
  }
  /// Of the number of intervals that hold, if each does with 95 %.
  [[nodiscard]] double z_of_coverage() const {
    const auto n = static_cast<double>(studies);
    return (static_cast<double>(covered) - 0.95 * n) / std::sqrt(n * 0.95 * 0.05);
  }
};

// n = 1,000 studies of 60 draws; the mean of between_raw by z. The two cases and the coverage share 1e-6.
TEST_CASE("the variance between draws is unbiased with two inner replications, and with unequal numbers of them") {
  const ManyStudies two(Study{});
  CHECK(std::abs(test::moments_of(two.between).z_of_mean(true_between)) < test::z_bound(3));
  CHECK(std::abs(two.z_of_coverage()) < test::z_bound(3));
  const ManyStudies unequal(Study{60, {2, 3, 7}});
  CHECK(std::abs(test::moments_of(unequal.between).z_of_mean(true_between)) < test::z_bound(3));
}

TEST_CASE("negative control: the naive variance of the draws' means is rejected with two inner replications") {
  const test::SampleMoments naive = test::moments_of(ManyStudies(Study{}).naive);
  CHECK(naive.z_of_mean(true_between) > test::z_bound(3));
  CHECK(naive.mean / true_between == Approx(1.96).epsilon(0.03));
}

TEST_CASE("negative control: draws that share their luck are rejected") {
  const ManyStudies shared(Study{60, {2}, true});
  CHECK(std::abs(test::moments_of(shared.between).z_of_mean(true_between)) > test::z_bound(3));
  CHECK(std::abs(shared.z_of_coverage()) > test::z_bound(3));
}

std::vector<Sample> counted(std::int64_t draws, std::int64_t inner, double variance) {
  std::vector<Sample> samples;
  for (std::int64_t i = 1; i <= draws; ++i) {
    samples.push_back({inner, static_cast<double>(i), variance});
  }
  return samples;
}

TEST_CASE("the central range lies between the draws' order statistics where nothing varies within") {
  const DrawRange range = central_range(counted(99, 16, 0), 0.9);  // ranks 5 and 95 of 99
  CHECK(range.bounds.low == Approx(5).epsilon(1e-12));
  CHECK(range.bounds.high == Approx(95).epsilon(1e-12));
  CHECK_FALSE(range.mostly_luck);
  const DrawRange few = central_range(counted(20, 16, 0), 0.95);
  CHECK(few.bounds.low == 1);
  CHECK(few.bounds.high == 20);
}

TEST_CASE("the central range says where most of it is luck") {
  CHECK(central_range(counted(99, 4, 4 * 0.6 * 825), 0.9).mostly_luck);  // 60 % of the variance 825
  CHECK_FALSE(central_range(counted(99, 4, 4 * 0.4 * 825), 0.9).mostly_luck);
  CHECK(std::isinf(central_range(counted(1, 4, 0), 0.9).bounds.high));
  CHECK(std::isinf(central_range(counted(9, 1, 0), 0.9).bounds.high));
}

TEST_CASE("the content of a range is that of order statistics") {
  CHECK(range_content(20, 0.95).expected == Approx(19.0 / 21).epsilon(1e-12));
  CHECK(range_content(20, 0.95).least == Approx(0.7838938).epsilon(1e-5));  // scipy.stats.beta.ppf(0.05, 19, 2)
  CHECK(range_content(200, 0.95).expected == Approx(0.95).epsilon(1e-12));
  CHECK(range_content(1, 0.95).least == 0);
}

/// Contents of ranges of draws from an exponential law, whose means have an error of some 20 % of their variance.
struct Contents {
  std::vector<double> corrected;
  std::vector<double> quantiles;  ///< between the sample's quantiles at 2.5 and 97.5 %
  double at_least = 0;            ///< share of ranges that hold what they say they hold at least

  explicit Contents(std::int64_t draws) {
    const auto content = [](double low, double high) {
      return std::exp(-std::max(low, 0.0)) - std::exp(-std::max(high, 0.0));
    };
    for (std::uint64_t study = 0; study < studies; ++study) {
      std::vector<Sample> samples;
      std::vector<double> exact;
      for (std::int64_t draw = 0; draw < draws; ++draw) {
        random::Stream stream(12, 1, study, static_cast<std::uint64_t>(draw), 0);
        const double mean = -std::log(stream.uniform());
        std::vector<double> values(16);
        for (double& value : values) {
          value = mean + 2 * random::normal_quantile(stream.uniform());
        }
        samples.push_back(sample_of(values));
        exact.push_back(mean);
      }
      const Interval range = central_range(samples, 0.95).bounds;
      corrected.push_back(content(range.low, range.high));
      at_least += corrected.back() >= range_content(draws, 0.95).least ? 1.0 / studies : 0;
      std::ranges::sort(exact);
      const double place = 0.025 * static_cast<double>(draws - 1);  // below 1: of 20 draws
      quantiles.push_back(content(exact[0] + place * (exact[1] - exact[0]),
                                  exact.back() - place * (exact.back() - exact[exact.size() - 2])));
    }
  }
};

// 1,000 studies of 20 draws; the mean content by z, one-sided, and the share that is binomial.
TEST_CASE("ranges of 20 draws hold as much of the law as they say, quantiles of the sample do not hold 95 percent") {
  const Contents contents(20);
  const test::SampleMoments corrected = test::moments_of(contents.corrected);
  INFO("holds " << corrected.mean << ", at least what is said " << contents.at_least << ", quantiles "
                << test::moments_of(contents.quantiles).mean);
  CHECK(corrected.z_of_mean(range_content(20, 0.95).expected) > -test::z_bound(3));
  CHECK(contents.at_least > 0.95 - test::z_bound(3) * std::sqrt(0.95 * 0.05 / studies));
  CHECK(test::moments_of(contents.quantiles).z_of_mean(0.95) < -test::z_bound(3));
}

}  // namespace
}  // namespace convoyrisk::stats
