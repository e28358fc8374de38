#pragma once

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <vector>

#include "random/distributions.hpp"

/// The tests on samples. Each fixes its seed and is never run again; under a fresh seed it would fail with the
/// probability stated here, shared among its comparisons.
namespace convoyrisk::test {

inline constexpr double false_alarm = 1e-6;

/// Bound of |z| for a standard normal z, two-sided.
inline double z_bound(int comparisons = 1) { return -random::normal_quantile(false_alarm / (2.0 * comparisons)); }

/// Bound of sqrt(n) times the Kolmogorov-Smirnov distance (Massart 1990: valid for every n).
inline double ks_bound(int comparisons = 1) { return std::sqrt(std::log(2 * comparisons / false_alarm) / 2); }

/// sqrt(n) times the greatest distance between a sample's distribution and a continuous one.
template <class Cdf>
double ks_statistic(std::vector<double> sample, const Cdf& cdf) {
  std::ranges::sort(sample);
  const auto n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double p = cdf(sample[i]);
    distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return std::sqrt(n) * distance;
}

/// Pearson's statistic as its chance under the law: neighbouring cells are pooled until each expects at least 10.
inline double chi_square_p_value(const std::vector<double>& observed, const std::vector<double>& probability) {
  double n = 0;
  for (const double count : observed) {
    n += count;
  }
  std::vector<double> pooled_observed{0};
  std::vector<double> pooled_expected{0};
  for (std::size_t i = 0; i < probability.size(); ++i) {
    if (pooled_expected.back() >= 10) {
      pooled_observed.push_back(0);
      pooled_expected.push_back(0);
    }
    pooled_observed.back() += i < observed.size() ? observed[i] : 0;
    pooled_expected.back() += n * probability[i];
  }
  if (pooled_expected.size() > 1 && pooled_expected.back() < 10) {
    const double rest_observed = pooled_observed.back();
    const double rest_expected = pooled_expected.back();
    pooled_observed.pop_back();
    pooled_expected.pop_back();
    pooled_observed.back() += rest_observed;
    pooled_expected.back() += rest_expected;
  }
  double statistic = 0;
  for (std::size_t i = 0; i < pooled_expected.size(); ++i) {
    const double gap = pooled_observed[i] - pooled_expected[i];
    statistic += gap * gap / pooled_expected[i];
  }
  const boost::math::chi_squared_distribution<double> law(static_cast<double>(pooled_expected.size() - 1));
  return boost::math::cdf(boost::math::complement(law, statistic));
}

struct SampleMoments {
  double n = 0;
  double mean = 0;
  double variance = 0;
  double fourth = 0;  ///< central

  [[nodiscard]] double z_of_mean(double expected) const { return (mean - expected) / std::sqrt(variance / n); }
  /// With the standard error that the sample itself suggests: for large n.
  [[nodiscard]] double z_of_variance(double expected) const {
    return (variance - expected) / std::sqrt((fourth - variance * variance) / n);
  }
};

inline SampleMoments moments_of(const std::vector<double>& values) {
  SampleMoments moments;
  moments.n = static_cast<double>(values.size());
  for (const double value : values) {
    moments.mean += value / moments.n;
  }
  for (const double value : values) {
    const double square = (value - moments.mean) * (value - moments.mean);
    moments.variance += square / (moments.n - 1);
    moments.fourth += square * square / moments.n;
  }
  return moments;
}

/// Numbers of values equal to 0, 1, 2...
inline std::vector<double> histogram(const std::vector<double>& values) {
  std::vector<double> counts;
  for (const double value : values) {
    const auto n = static_cast<std::size_t>(value);
    counts.resize(std::max(counts.size(), n + 1));
    ++counts[n];
  }
  return counts;
}

}  // namespace convoyrisk::test
