#pragma once

#include <cstdint>
#include <span>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// Skewness of the law behind a sample, from the sum of the cubes of deviations from its mean (Joanes and Gill 1998,
/// G1). 0 below three values and where they do not vary.
[[nodiscard]] double sample_skewness(double cubes, double variance, std::int64_t count);

/// As student_estimate, for values with this skewness: towards the long tail the interval reaches as far as Hall's
/// (1992) cubic transformation of t says, where that is farther. The other end stays Student's: to draw it in would
/// trust the skewness of a sample with an outlier, which moves the mean the same way.
///
/// For differences, pseudo-values and means of draws. Of these many are far from 0 without being events, so that their
/// skewness says nothing of how much their variance is known by, as hall_interval takes it to: few draws would get
/// intervals without end. Of plain outcomes hall_interval covers better (the study in tests/coverage measures both).
[[nodiscard]] Estimate skewed_estimate(double mean, double variance, double skewness, std::int64_t count,
                                       double confidence, std::int64_t fitted = 1);

/// The same for values that are at hand.
[[nodiscard]] Estimate skewed_estimate(std::span<const double> values, double confidence);

}  // namespace convoyrisk::stats
