#pragma once

#include <cstdint>
#include <limits>

namespace convoyrisk::stats {

struct Interval {
  double low = 0;
  double high = 0;
};

/// Where nothing is known.
inline constexpr Interval endless{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};

/// Whether sums of numbers that are not negative differ by no more than the order of summation makes them.
[[nodiscard]] bool equal_but_for_rounding(double a, double b);

/// What is needed of a sample of some quantity.
struct Sample {
  std::int64_t count = 0;
  double mean = 0;
  double variance = 0;        ///< of one value; 0 below two
  std::int64_t nonzero = -1;  ///< values that are not 0; below 0: not known
  double skewness = 0;        ///< third central moment over the standard deviation cubed
};

/// A mean, its standard error and a two-sided interval of confidence.
struct Estimate {
  double mean = 0;
  double standard_error = 0;
  Interval interval;
};

/// What Student's t with these degrees of freedom exceeds, either way, with probability 1 - confidence. Takes long, and
/// most estimates of a run ask for the same few: a thread keeps its last ones. 0 < confidence < 1.
[[nodiscard]] double student_quantile(double confidence, double degrees);

/// Student's interval for a mean estimated from `count` values with the given variance, and `fitted` parameters fitted
/// to them (the mean itself is one); endless where no degree of freedom is left. 0 < confidence < 1.
[[nodiscard]] Estimate student_estimate(double mean, double variance, std::int64_t count, double confidence,
                                        std::int64_t fitted = 1);
/// With Hall's interval: endless where too few values are not 0.
[[nodiscard]] Estimate mean_estimate(const Sample& sample, double confidence);

/// Values that are not 0, below which a mean of values most of which are 0 has no interval.
inline constexpr std::int64_t least_events = 50;
/// Whether `nonzero` of `count` are too few: fewer than least_events, and than half. A number below 0 is not known.
[[nodiscard]] bool too_few_events(std::int64_t nonzero, std::int64_t count);

/// The t that Hall's monotone transformation (1992) takes to y, for a mean with this skewness (that of the values over
/// the root of their number).
[[nodiscard]] double hall_original(double y, double skewness_of_mean);

/// Interval for a mean by Hall's monotone transformation of t, which corrects for the skewness of the values (Hall
/// 1992). For what is summed over events, however few there are (skewed_estimate is for the rest): where the values are
/// skewed their variance rests on few of them, so t has 1/(skewness of the mean)^2 degrees of freedom at most, which is
/// the number of events for events of equal size. With skewness 0 Student's.
[[nodiscard]] Interval hall_interval(const Estimate& estimate, double skewness, std::int64_t count, double confidence,
                                     std::int64_t fitted = 1);

/// Exact interval for a probability from `successes` in `count` trials (Clopper and Pearson 1934).
[[nodiscard]] Interval clopper_pearson(std::int64_t successes, std::int64_t count, double confidence);

struct Bounded {
  double value = 0;
  Interval interval;
};

/// Interval for first minus second from the interval of each and the correlation of their estimates, -1 to 1 (MOVER;
/// Newcombe 1998, method 10; Zou and Donner 2008, equation 11): holds at the confidence of the two, also for chances
/// near 0, where a standard error does not tell.
[[nodiscard]] Interval difference_interval(const Bounded& first, const Bounded& second, double correlation);

/// Counts that are not zero, below which b cannot be told and is set to 0: were all counts zero, the fit would be
/// perfect at b = 1, the plain count, and claim to be without error.
inline constexpr std::int64_t least_nonzero_counts = 50;

/// A sample of conditional expectations and of their excess, the count minus its conditional expectation.
struct ControlledSample {
  std::int64_t count = 0;
  std::int64_t nonzero_counts = 0;
  double mean_conditional = 0;
  double mean_excess = 0;
  double variance_conditional = 0;
  double variance_excess = 0;
  double covariance = 0;
  std::int64_t nonzero_conditional = -1;  ///< below 0: not known
  double skewness_conditional = 0;
  double skewness_count = 0;
};

/// Control variate (Lavenberg and Welch 1981): the mean of conditional + b * excess, where the excess (count minus
/// conditional) has expectation 0 and b = -cov(conditional, excess)/var(excess) is estimated from the sample, which
/// costs a degree of freedom. Its interval is Hall's, with the skewness of the conditional, or of the count where b is
/// nearer to 1.
struct ControlledEstimate {
  Estimate estimate;
  double coefficient = 0;           ///< b: 0 is the conditional estimator, 1 the plain count
  double variance_count = 0;        ///< of one replication, of the plain count
  double variance_conditional = 0;  ///< of the conditional expectation
  double variance_controlled = 0;   ///< of the combination
  double z_score = 0;               ///< of the excess's mean: about standard normal if the engine is right
};

[[nodiscard]] ControlledEstimate controlled_estimate(const ControlledSample& sample, double confidence);

}  // namespace convoyrisk::stats
