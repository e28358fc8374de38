#include "stats/intervals.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace convoyrisk::stats {
double student_quantile(double confidence, double degrees) {
  struct Known {
    double confidence = 0;
    double degrees = 0;
    double quantile = 0;
  };
  thread_local std::array<Known, 4> known{};
  thread_local std::size_t next = 0;
  for (const Known& one : known) {
    if (one.confidence == confidence && one.degrees == degrees) {
      return one.quantile;
    }
  }
  const boost::math::students_t_distribution<double> law(degrees);
  const double quantile = boost::math::quantile(boost::math::complement(law, (1 - confidence) / 2));
  known[next] = {confidence, degrees, quantile};
  next = (next + 1) % known.size();
  return quantile;
}

Estimate student_estimate(double mean, double variance, std::int64_t count, double confidence, std::int64_t fitted) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Estimate estimate{mean, 0, {-infinite, infinite}};
  if (count <= fitted) {
    return estimate;
  }
  estimate.standard_error = std::sqrt(variance / static_cast<double>(count));
  const double reach = student_quantile(confidence, static_cast<double>(count - fitted)) * estimate.standard_error;
  estimate.interval = {mean - reach, mean + reach};
  return estimate;
}

bool equal_but_for_rounding(double a, double b) {
  constexpr double rounding = 1e-12;
  return std::abs(a - b) <= rounding * (std::abs(a) + std::abs(b));
}

bool too_few_events(std::int64_t nonzero, std::int64_t count) {
  return nonzero >= 0 && nonzero < least_events && 2 * nonzero < count;
}

double hall_original(double y, double skewness_of_mean) {
  constexpr double hardly = 1e-6;  // skewed: the transformation would lose digits
  const double g = skewness_of_mean;
  return std::abs(g) < hardly ? y : 3 * (std::cbrt(1 + g * (y - g / 6)) - 1) / g;
}

Interval hall_interval(const Estimate& estimate, double skewness, std::int64_t count, double confidence,
                       std::int64_t fitted) {
  if (count <= fitted) {
    return endless;
  }
  const double of_mean = skewness / std::sqrt(static_cast<double>(count));
  const double informed = 1 / (of_mean * of_mean);
  const double degrees = std::max(1.0, std::min(static_cast<double>(count - fitted), informed));
  const double t = student_quantile(confidence, degrees);
  return {estimate.mean - estimate.standard_error * hall_original(t, of_mean),
          estimate.mean - estimate.standard_error * hall_original(-t, of_mean)};
}

Estimate mean_estimate(const Sample& sample, double confidence) {
  Estimate estimate = student_estimate(sample.mean, sample.variance, sample.count, confidence);
  estimate.interval = too_few_events(sample.nonzero, sample.count)
                          ? endless
                          : hall_interval(estimate, sample.skewness, sample.count, confidence);
  return estimate;
}

Interval clopper_pearson(std::int64_t successes, std::int64_t count, double confidence) {
  using Beta = boost::math::beta_distribution<double>;
  const double tail = (1 - confidence) / 2;
  const auto k = static_cast<double>(successes);
  const auto n = static_cast<double>(count);
  Interval interval{0, 1};
  if (successes > 0) {
    interval.low = boost::math::quantile(Beta(k, n - k + 1), tail);
  }
  if (successes < count) {
    interval.high = boost::math::quantile(boost::math::complement(Beta(k + 1, n - k), tail));
  }
  return interval;
}

Interval difference_interval(const Bounded& first, const Bounded& second, double correlation) {
  const auto reach = [correlation](double a, double b) {
    return std::sqrt(std::max(0.0, a * a + b * b - 2 * correlation * a * b));
  };
  const double difference = first.value - second.value;
  return {difference - reach(first.value - first.interval.low, second.interval.high - second.value),
          difference + reach(first.interval.high - first.value, second.value - second.interval.low)};
}

ControlledEstimate controlled_estimate(const ControlledSample& sample, double confidence) {
  const auto n = static_cast<double>(sample.count);
  const double conditional = sample.variance_conditional;
  const double excess = sample.variance_excess;
  const bool fitted = sample.nonzero_counts >= least_nonzero_counts && excess > 0;
  const double b = fitted ? -sample.covariance / excess : 0;
  const double spread = std::max(conditional + b * b * excess + 2 * b * sample.covariance, 0.0);

  ControlledEstimate result;
  result.coefficient = b;
  result.variance_conditional = conditional;
  result.variance_count = conditional + excess + 2 * sample.covariance;
  result.variance_controlled = fitted ? spread * (n - 1) / (n - 2) : spread;
  result.estimate = student_estimate(sample.mean_conditional + b * sample.mean_excess, result.variance_controlled,
                                     sample.count, confidence, fitted ? 2 : 1);
  const double skewness = b < 0.5 ? sample.skewness_conditional : sample.skewness_count;
  result.estimate.interval = too_few_events(sample.nonzero_conditional, sample.count)
                                 ? endless
                                 : hall_interval(result.estimate, skewness, sample.count, confidence, fitted ? 2 : 1);
  const double error = sample.count > 1 ? std::sqrt(excess / n) : 0;
  result.z_score = error > 0 ? sample.mean_excess / error : 0;
  return result;
}

}  // namespace convoyrisk::stats
