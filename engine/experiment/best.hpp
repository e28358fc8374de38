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

}  // namespace convoyrisk::experiment
