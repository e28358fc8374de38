#include "stats/intervals.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "random/distributions.hpp"
#include "random/stream.hpp"

namespace convoyrisk::stats {
namespace {

struct StudentCase {
  double confidence;
  std::int64_t count;
  double reach;  ///< quantile of Student's law with count - 1 degrees, by scipy.stats.t.ppf
};

constexpr std::array student_cases{
    StudentCase{0.95, 2, 12.706204736432095},    StudentCase{0.95, 5, 2.7764451051977987},
    StudentCase{0.99, 10, 3.2498355440153697},   StudentCase{0.9, 100, 1.6603911559963895},
    StudentCase{0.999, 256, 3.3290876552090647}, StudentCase{0.95, 10'000, 1.9602012636213575},
};

TEST_CASE("Student's interval agrees with reference quantiles") {
  for (const StudentCase& known : student_cases) {
    INFO(known.count << " values at " << known.confidence);
    const auto n = static_cast<double>(known.count);
    const Estimate estimate = student_estimate(7, 4, known.count, known.confidence);
    CHECK(estimate.mean == 7);
    CHECK(estimate.standard_error == Approx(2 / std::sqrt(n)).epsilon(1e-14));
    CHECK(estimate.interval.high - 7 == Approx(known.reach * 2 / std::sqrt(n)).epsilon(1e-9));
    CHECK(7 - estimate.interval.low == Approx(known.reach * 2 / std::sqrt(n)).epsilon(1e-9));
  }
}

TEST_CASE("an estimate from one value has no bounds") {
  const Estimate estimate = mean_estimate({1, 3, 0}, 0.95);
  CHECK(estimate.mean == 3);
  CHECK(std::isinf(estimate.interval.low));
  CHECK(std::isinf(estimate.interval.high));
}

// Newcombe (1998), Statistics in Medicine 17, method 10: 56/70 minus 48/80, by the score intervals of the two.
TEST_CASE("the interval of a difference is made of those of the two") {
  const Bounded first{0.8, {0.69184, 0.87696}};
  const Bounded second{0.6, {0.49045, 0.70039}};
  const Interval apart = difference_interval(first, second, 0);
  CHECK(apart.low == Approx(0.2 - std::hypot(0.10816, 0.10039)).epsilon(1e-12));
  CHECK(apart.high == Approx(0.2 + std::hypot(0.07696, 0.10955)).epsilon(1e-12));
  CHECK(apart.low == Approx(0.0524).margin(0.0001));
  CHECK(apart.high == Approx(0.3339).margin(0.0001));
  const Interval together = difference_interval({0.3, {0.2, 0.4}}, {0.1, {0, 0.2}}, 1);
  CHECK(together.low == Approx(0.2));
  CHECK(together.high == Approx(0.2));
  CHECK(difference_interval(first, second, 0.5).low > apart.low);
  CHECK(difference_interval(first, second, -0.5).low < apart.low);
}

struct ProportionCase {
  std::int64_t successes;
  std::int64_t count;
  double confidence;
  double low;
  double high;
};

// From the beta quantiles of scipy.
constexpr std::array proportion_cases{
    ProportionCase{0, 10, 0.95, 0, 0.308497107818761},
    ProportionCase{10, 10, 0.95, 0.691502892181239, 1},
    ProportionCase{1, 10, 0.95, 0.00252857854446179, 0.445016117028195},
    ProportionCase{3, 20, 0.99, 0.0176426379541947, 0.449465406739486},
    ProportionCase{50, 1000, 0.95, 0.0373353976046618, 0.0653904879154936},
    ProportionCase{2, 10'000, 0.9999, 1.00339835898548e-06, 0.00147154974071875},
};

TEST_CASE("Clopper and Pearson's interval agrees with reference values") {
  for (const ProportionCase& known : proportion_cases) {
    INFO(known.successes << " of " << known.count);
    const Interval interval = clopper_pearson(known.successes, known.count, known.confidence);
    CHECK(interval.low == Approx(known.low).epsilon(1e-10).margin(0));
    CHECK(interval.high == Approx(known.high).epsilon(1e-10));
  }
}

struct Pair {
  double conditional;
  double count;
};
const std::vector<Pair> sample{{1, 0}, {2, 4}, {0.5, 0}, {1.5, 3}, {0, 0}, {3, 2}, {1, 1}, {2, 1}};

constexpr int copies = 20;  // so that b can be told

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance_of(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - mean_of(a)) * (b[i] - mean_of(b));
  }
  return sum / static_cast<double>(a.size() - 1);
}

ControlledSample sample_of(const std::vector<Pair>& pairs) {
  std::vector<double> conditional;
  std::vector<double> excess;
  std::int64_t nonzero = 0;
  for (const Pair& pair : pairs) {
    conditional.push_back(pair.conditional);
    excess.push_back(pair.count - pair.conditional);
    nonzero += pair.count != 0 ? 1 : 0;
  }
  return {static_cast<std::int64_t>(pairs.size()),
          nonzero,
          mean_of(conditional),
          mean_of(excess),
          covariance_of(conditional, conditional),
          covariance_of(excess, excess),
          covariance_of(conditional, excess)};
}

std::vector<Pair> all_copies() {
  std::vector<Pair> pairs;
  for (int copy = 0; copy < copies; ++copy) {
    pairs.insert(pairs.end(), sample.begin(), sample.end());
  }
  return pairs;
}

ControlledSample differences() { return sample_of(all_copies()); }

Sample combined(double b) {
  std::vector<double> values;
  for (const Pair& pair : all_copies()) {
    values.push_back(pair.conditional + b * (pair.count - pair.conditional));
  }
  return {static_cast<std::int64_t>(values.size()), mean_of(values), covariance_of(values, values)};
}

/// What the fit of b costs.
double degree_lost(const Sample& values) {
  const auto n = static_cast<double>(values.count);
  return (n - 1) / (n - 2);
}

TEST_CASE("the control variate's estimate is that of the combined values, less a degree of freedom") {
  const ControlledEstimate estimate = controlled_estimate(differences(), 0.95);
  const Sample values = combined(estimate.coefficient);
  const double variance = values.variance * degree_lost(values);
  const Estimate direct = student_estimate(values.mean, variance, values.count, 0.95, 2);
  CHECK(estimate.estimate.mean == Approx(direct.mean).epsilon(1e-13));
  CHECK(estimate.variance_controlled == Approx(variance).epsilon(1e-12));
  CHECK(estimate.estimate.interval.high == Approx(direct.interval.high).epsilon(1e-12));
  CHECK(estimate.variance_conditional == Approx(combined(0).variance).epsilon(1e-13));
  CHECK(estimate.variance_count == Approx(combined(1).variance).epsilon(1e-13));
}

TEST_CASE("the control variate's coefficient makes the variance least") {
  const ControlledEstimate estimate = controlled_estimate(differences(), 0.95);
  const ControlledSample pairs = differences();
  CHECK(estimate.coefficient == Approx(-pairs.covariance / pairs.variance_excess).epsilon(1e-14));
  for (const double step : {-0.01, 0.01}) {
    CHECK(combined(estimate.coefficient + step).variance > combined(estimate.coefficient).variance);
  }
  // The identity of regression: what is left is the share that the difference does not explain.
  CHECK(estimate.variance_controlled ==
        Approx((pairs.variance_conditional - pairs.covariance * pairs.covariance / pairs.variance_excess) *
               degree_lost(combined(0)))
            .epsilon(1e-12));
}

TEST_CASE("the z-score is that of the mean difference") {
  const ControlledEstimate estimate = controlled_estimate(differences(), 0.95);
  const ControlledSample pairs = differences();
  const double error = std::sqrt(pairs.variance_excess / static_cast<double>(pairs.count));
  CHECK(estimate.z_score == Approx(pairs.mean_excess / error).epsilon(1e-12));
}

TEST_CASE("without any difference the conditional estimator stands alone") {
  const ControlledEstimate estimate = controlled_estimate(sample_of({{1, 1}, {2, 2}}), 0.95);
  CHECK(estimate.coefficient == 0);
  CHECK(estimate.z_score == 0);
  CHECK(estimate.estimate.mean == 1.5);
  CHECK(estimate.variance_controlled == Approx(0.5));
}

// Were b fitted here, it would be 1 and the estimate the plain count: 0, without any error.
TEST_CASE("counts that are too rare leave the conditional estimator alone") {
  std::vector<Pair> pairs;
  for (int i = 0; i < 1000; ++i) {
    pairs.push_back({0.001 * (i % 7), i % 21 == 0 && i > 0 ? 1.0 : 0.0});
  }
  const ControlledSample rare = sample_of(pairs);
  REQUIRE(rare.nonzero_counts == least_nonzero_counts - 3);
  const ControlledEstimate estimate = controlled_estimate(rare, 0.95);
  CHECK(estimate.coefficient == 0);
  CHECK(estimate.estimate.mean == Approx(rare.mean_conditional));
  CHECK(estimate.estimate.standard_error > 0);
}

TEST_CASE("Hall's interval is Student's without skewness and moves to the long side with it") {
  const Estimate estimate = student_estimate(7, 4, 100, 0.95);
  const Interval plain = hall_interval(estimate, 0, 100, 0.95);
  CHECK(plain.low == Approx(estimate.interval.low).epsilon(1e-14));
  CHECK(plain.high == Approx(estimate.interval.high).epsilon(1e-14));
  const Interval skewed = hall_interval(estimate, 2, 100, 0.95);
  CHECK(skewed.low > plain.low);
  CHECK(skewed.high > plain.high);
  const Interval mirrored = hall_interval(estimate, -2, 100, 0.95);
  CHECK(mirrored.low == Approx(14 - skewed.high).epsilon(1e-12));
  CHECK(mirrored.high == Approx(14 - skewed.low).epsilon(1e-12));
  CHECK(hall_interval(estimate, 1e-9, 100, 0.95).high == Approx(plain.high).epsilon(1e-9));
  // G = 1/4: t has 16 degrees of freedom, 2.1199052992.
  const double u = 3 * (std::cbrt(1 + 0.25 * (2.1199052992 - 0.25 / 6)) - 1) / 0.25;
  CHECK(hall_interval(estimate, 2.5, 100, 0.95).low == Approx(7 - 0.2 * u).epsilon(1e-9));
}

TEST_CASE("too few events have no interval") {
  CHECK(mean_estimate({300, 0, 0, 0}, 0.95).interval.high == endless.high);
  CHECK(mean_estimate({300, 0.1, 0.1, 49, 3}, 0.95).interval.low == endless.low);
  CHECK(std::isfinite(mean_estimate({300, 0.1, 0.1, 50, 3}, 0.95).interval.low));
  CHECK(std::isfinite(mean_estimate({20, 0.7, 0.5, 10, 0.5}, 0.95).interval.low));
  ControlledSample none;
  none.count = 300;
  none.nonzero_conditional = 3;
  CHECK(controlled_estimate(none, 0.95).estimate.interval.high == endless.high);
}

TEST_CASE("what rounding alone makes differ is equal") {
  CHECK(equal_but_for_rounding(0.1 + 0.2, 0.3));
  CHECK(equal_but_for_rounding(0, 0));
  CHECK_FALSE(equal_but_for_rounding(0, 1e-18));
  CHECK_FALSE(equal_but_for_rounding(1, 1 + 1e-9));
}

/// How often the interval of a mean holds the truth: attacks of rate `events` over 1,024 replications, each with 1 to
/// 20 injured or with one. Where there is none it does not count.
struct Covered {
  std::int64_t held = 0;
  std::int64_t given = 0;
  [[nodiscard]] double share() const { return static_cast<double>(held) / static_cast<double>(given); }
};

template <class MakeInterval>
Covered coverage(double events, int most, const MakeInterval& interval_of) {
  constexpr int replications = 1024;
  constexpr std::uint64_t experiments = 10'000;
  Covered covered;
  const double truth = events / replications * (1 + most) / 2;
  for (std::uint64_t i = 0; i < experiments; ++i) {
    random::Stream stream(11, 0, i, 0, 0);
    std::array<double, replications> values{};
    for (double place = random::exponential(stream.uniform()); place < events;
         place += random::exponential(stream.uniform())) {
      values[static_cast<std::size_t>(place / events * replications)] += std::ceil(stream.uniform() * most);
    }
    double squares = 0;
    double sum = 0;
    double cubes = 0;
    std::int64_t nonzero = 0;
    for (const double value : values) {
      sum += value;
      squares += value * value;
      cubes += value * value * value;
      nonzero += value > 0 ? 1 : 0;
    }
    const double n = replications;
    const double mean = sum / n;
    const double variance = (squares - n * mean * mean) / (n - 1);
    const double third = cubes / n - 3 * mean * squares / n + 2 * mean * mean * mean;
    const Interval interval =
        interval_of(Sample{replications, mean, variance, nonzero, variance > 0 ? third / std::pow(variance, 1.5) : 0});
    if (std::isfinite(interval.low)) {
      ++covered.given;
      covered.held += interval.low <= truth && truth <= interval.high ? 1 : 0;
    }
  }
  return covered;
}

// n = 10,000 experiments each, at most 10 shares against 94 and 97 percent, false alarm 1e-6: 0.94 - 0.0142, 0.97 +
// 0.0102.
TEST_CASE("means of counts with few events hold the truth by Hall's interval, by Student's they do not") {
  for (const double events : {60.0, 100.0, 200.0}) {
    for (const int most : {1, 20}) {
      INFO(events << " events of up to " << most);
      const Covered hall =
          coverage(events, most, [](const Sample& sample) { return mean_estimate(sample, 0.95).interval; });
      CHECK(hall.given > 8000);
      CHECK(hall.share() > 0.94 - 0.0142);
      CHECK(hall.share() < 0.97 + 0.0102);
    }
  }
  // Negative control: Student's at 10 events of varying size, as it was given before.
  const Covered student = coverage(10, 20, [](const Sample& sample) {
    return student_estimate(sample.mean, sample.variance, sample.count, 0.95).interval;
  });
  CHECK(student.share() < 0.94 - 0.0142);
}

}  // namespace
}  // namespace convoyrisk::stats
