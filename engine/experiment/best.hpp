#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace convoyrisk::experiment {

/// Draws that a probability of being best is made from: its standard error is at most 0.0016.
inline constexpr std::size_t best_draws = 100'000;

/// Probability that each policy has the least mean, given the estimated means and the covariance of the estimators (of
/// means, not of replications): the share of keyed draws from the joint normal law in which it is least, as a flat
/// prior has it (Chick and Inoue 2001). Policies as good as each other share a draw equally. The covariance may be
/// singular: policies that do the same, or that nothing happens under.
[[nodiscard]] std::vector<double> probability_best(const Eigen::VectorXd& means, const Eigen::MatrixXd& covariance,
                                                   std::uint64_t seed);

/// What not knowing the parameters does to the choice of one policy.
struct ChoiceOverDraws {
  double share_best = 0;          ///< share of draws in which it has the least mean, ties shared equally
  double mean_regret = 0;         ///< of its mean minus the least mean of the draw, unit of the means
  double regret_quantile_95 = 0;  ///< the least x with at least 95 % of the draws' regrets at or below
};

/// By policy, from the means of each draw of uncertain parameters, draws x policies. At least one draw. Means hold the
/// error of the few replications within a draw, so regrets are somewhat too large.
[[nodiscard]] std::vector<ChoiceOverDraws> choice_over_draws(const Eigen::MatrixXd& means);

}  // namespace convoyrisk::experiment
