#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// Comparisons of several policies that are read together.
enum class Family {
  against_baseline,  ///< every other policy minus the first
  all_pairs,
};

/// P - 1, or P (P - 1)/2. At least one policy.
[[nodiscard]] std::size_t comparisons(Family family, std::size_t policies);

/// Confidence 1 - (1 - c)/m that each of m intervals needs, so that all of them hold together with confidence c
/// (Bonferroni; Dunn 1961). It holds whatever the intervals have to do with each other. 0 < c < 1, m > 0.
[[nodiscard]] double bonferroni_confidence(double confidence, std::size_t comparisons);

/// Student's intervals for the means of paired differences, all of which hold together with this confidence.
[[nodiscard]] std::vector<Estimate> simultaneous_estimates(std::span<const Sample> differences, double confidence);

}  // namespace convoyrisk::stats
