#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace convoyrisk::experiment {

/// Draws that a probability of being best is made from: its standard error is at most 0.0016.
inline constexpr std::size_t best_draws = 100'000;

/// A policy against every other one: the estimated differences, its mean minus theirs, and the covariance of these
/// estimates.
struct Rivals {
  Eigen::VectorXd differences;
  Eigen::MatrixXd covariance;
};

/// Probability that each policy has the least mean, given how it differs from each other: the share of keyed draws from
/// the joint normal law of its differences in which none is above 0, as a flat prior has it (Chick and Inoue 2001),
/// over the sum of these shares. Policies as good as each other share a draw equally. A covariance may be singular:
/// policies that do the same, or that nothing happens under. At least one policy, each with one rival fewer than there
/// are.
[[nodiscard]] std::vector<double> probabilities_best(const std::vector<Rivals>& policies, std::uint64_t seed);

}  // namespace convoyrisk::experiment
