#pragma once

#include <cstdint>
#include <span>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// Skewness of the law behind a sample, from the sum of the cubes of deviations from its mean (Joanes and Gill 1998,
/// G1). 0 below three values and where they do not vary.
[[nodiscard]] double sample_skewness(double cubes, double variance, std::int64_t count);

/// As student_estimate, for values with this skewness: Student's law of the mean's t is corrected by Hall's (1992)
/// cubic transformation, so that the interval reaches farther towards the long tail. With skewness 0 it is Student's.
[[nodiscard]] Estimate skewed_estimate(double mean, double variance, double skewness, std::int64_t count,
                                       double confidence, std::int64_t fitted = 1);

/// The same for values that are at hand.
[[nodiscard]] Estimate skewed_estimate(std::span<const double> values, double confidence);

}  // namespace convoyrisk::stats
