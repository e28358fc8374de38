#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// Where the spread of an outcome comes from when parameters are uncertain: K draws outside, replications inside.
/// Variances are in the unit of the outcome squared.
struct VarianceComponents {
  std::int64_t draws = 0;
  /// Mean over draws, each of equal weight, with Student's interval on K - 1 degrees. Its standard error
  /// sqrt(naive/K) holds both kinds of uncertainty.
  Estimate mean;
  /// Sample variance of the draws' means. As a variance between draws it is too large by the inner error.
  double naive = 0;
  // None where a draw has fewer than two replications, which cannot be told apart then.
  std::optional<double> within;       ///< of one replication within a draw, mean over draws
  std::optional<double> between_raw;  ///< naive minus the mean of within/n: unbiased, may be below 0
  std::optional<double> between;      ///< the same, but at least 0
};

/// One-way random-effects analysis of variance (Searle, Casella and McCulloch 1992, ch. 3; for unequal within-draw
/// variances Rao 1997), from number, mean and within-draw variance of each draw. Inner errors must be independent
/// between draws: no replication may be shared by two. 0 < confidence < 1.
[[nodiscard]] VarianceComponents variance_components(std::span<const Sample> draws, double confidence);

/// Where the law of the draws puts an expectation.
struct DrawRange {
  Interval bounds;
  /// Most of the spread of the draws' means is the error within them: the range is too wide.
  bool mostly_luck = false;
};

/// The central share `confidence` of the law that the draws are from, between order statistics of the draws' means; of
/// fewer than 2/(1 - confidence) - 1 draws the least and the greatest. The error within draws makes it wider. It does
/// not shrink as draws are added. Endless where a draw has fewer than two replications, or there are fewer than two
/// draws.
[[nodiscard]] DrawRange central_range(std::span<const Sample> draws, double confidence);

/// Share of the law that a range of so many draws holds: on average, and at least, with this confidence (Wilks 1941).
struct RangeContent {
  double expected = 0;
  double least = 0;
};
[[nodiscard]] RangeContent range_content(std::int64_t draws, double confidence);

}  // namespace convoyrisk::stats
