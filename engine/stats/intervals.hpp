#pragma once

#include <cstdint>

#include "stats/moments.hpp"

namespace convoyrisk::stats {

struct Interval {
  double low = 0;
  double high = 0;
};

/// A mean, its standard error and a two-sided interval of confidence.
struct Estimate {
  double mean = 0;
  double standard_error = 0;
  Interval interval;
};

/// Student's interval for the mean of `count` values; endless below two. 0 < confidence < 1.
[[nodiscard]] Estimate student_estimate(double mean, double variance, std::int64_t count, double confidence);
[[nodiscard]] Estimate mean_estimate(const Moments& moments, double confidence);

/// Exact interval for a probability from `successes` in `count` trials (Clopper and Pearson 1934).
[[nodiscard]] Interval clopper_pearson(std::int64_t successes, std::int64_t count, double confidence);

/// Control variate (Lavenberg and Welch 1981): the mean of conditional + b * difference, where the difference (count
/// minus conditional) has expectation 0 and b = -cov(conditional, difference)/var(difference) is estimated from the
/// sample.
struct ControlledEstimate {
  Estimate estimate;
  double coefficient = 0;           ///< b: 0 is the conditional estimator, 1 the plain count
  double variance_count = 0;        ///< of one replication, of the plain count
  double variance_conditional = 0;  ///< of the conditional expectation
  double variance_controlled = 0;   ///< of the combination
  double z_score = 0;               ///< of the difference's mean: about standard normal if the engine is right
};

/// `pairs` holds (conditional, count - conditional), one pair a replication.
[[nodiscard]] ControlledEstimate controlled_estimate(const PairedMoments& pairs, double confidence);

}  // namespace convoyrisk::stats
