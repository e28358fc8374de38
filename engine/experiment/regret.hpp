#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <vector>

#include "stats/intervals.hpp"

namespace convoyrisk::experiment {

/// Means of every draw of uncertain parameters and the error of these means.
struct DrawnMeans {
  /// Of draws that are left out together where the error of a regret is told: draw k is in group k modulo `groups`.
  static constexpr std::size_t groups = 20;

  Eigen::MatrixXd means;                         ///< draws x policies
  std::array<Eigen::MatrixXd, groups> errors{};  ///< by group: sum over draws of the covariance of their means' errors

  DrawnMeans(std::size_t draws, std::size_t policies);
};

/// What not knowing the parameters does to the choice of one policy.
struct ChoiceOverDraws {
  double share_best = 0;            ///< share of draws in which its mean is least, ties shared equally; luck included
  double mean_regret = 0;           ///< of its expectation minus the least of the draw, unit of the means
  double regret_quantile_95 = 0;    ///< the least x with at least 95 % of the draws' regrets at or below
  stats::Interval regret_interval;  ///< of the mean regret; from 0 where it is not told from none
};

/// By policy; at least one draw. The least of noisy means is too low, so regrets of the means are too large.
/// Differences between policies are therefore drawn together about their mean until their covariance is that between
/// draws, without the error within them; where that is not told from none, all the way
/// (docs/methods/probability-best.md). The interval is by a jackknife over groups of draws, and reaches up at least to
/// the regret of the means.
[[nodiscard]] std::vector<ChoiceOverDraws> choice_over_draws(const DrawnMeans& draws, double confidence);

}  // namespace convoyrisk::experiment
