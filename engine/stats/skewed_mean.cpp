#include "stats/skewed_mean.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::stats {

double sample_skewness(double cubes, double variance, std::int64_t count) {
  if (count < 3 || !(variance > 0)) {
    return 0;
  }
  const auto n = static_cast<double>(count);
  return n / ((n - 1) * (n - 2)) * cubes / (variance * std::sqrt(variance));
}

Estimate skewed_estimate(double mean, double variance, double skewness, std::int64_t count, double confidence,
                         std::int64_t fitted) {
  Estimate estimate = student_estimate(mean, variance, count, confidence, fitted);
  if (count <= fitted || skewness == 0) {
    return estimate;
  }
  const double of_mean = skewness / std::sqrt(static_cast<double>(count));
  const double y = student_quantile(confidence, static_cast<double>(count - fitted));
  estimate.interval.low = std::min(estimate.interval.low, mean - hall_original(y, of_mean) * estimate.standard_error);
  estimate.interval.high =
      std::max(estimate.interval.high, mean - hall_original(-y, of_mean) * estimate.standard_error);
  return estimate;
}

Estimate skewed_estimate(std::span<const double> values, double confidence) {
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) {
    mean += value / n;
  }
  double squares = 0;
  double cubes = 0;
  for (const double value : values) {
    const double deviation = value - mean;
    squares += deviation * deviation;
    cubes += deviation * deviation * deviation;
  }
  const auto count = static_cast<std::int64_t>(values.size());
  const double variance = count > 1 ? squares / (n - 1) : 0;
  return skewed_estimate(mean, variance, sample_skewness(cubes, variance, count), count, confidence);
}

}  // namespace convoyrisk::stats
