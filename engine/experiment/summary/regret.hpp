#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "experiment/summary/choice_over_draws.hpp"

namespace convoyrisk::experiment {

/// Means of every draw of uncertain parameters and the error of these means.
struct DrawnMeans {
  /// Of draws that are left out together where the error of a regret is told, at most.
  static constexpr std::size_t most_groups = 20;

  Eigen::MatrixXd means;                ///< draws x policies
  std::vector<Eigen::MatrixXd> errors;  ///< by group: sum over draws of the covariance of their means' errors

  DrawnMeans(std::size_t draws, std::size_t policies);
  /// Groups are independent of each other, as the parts are that they are made of (random::part_of).
  [[nodiscard]] std::size_t group_of(std::size_t draw) const;
};

/// By policy; at least one draw. The least of noisy means is too low, so regrets of the means are too large.
/// Differences between policies are therefore drawn together about their mean until their covariance is that between
/// draws, without the error within them; where that is not told from none, all the way
/// (docs/methods/probability-best.md). The interval is by a jackknife over groups of draws, and reaches up at least to
/// the regret of the means.
[[nodiscard]] std::vector<ChoiceOverDraws> choice_over_draws(const DrawnMeans& draws, double confidence);

}  // namespace convoyrisk::experiment
