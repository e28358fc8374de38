#include "scenario/variation/copula.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "random/distributions.hpp"

namespace convoyrisk::scenario {
namespace {

/// What is added to the diagonal, so that a matrix on the border of the semidefinite ones has a factor in doubles.
constexpr double ridge = 1e-12;

[[nodiscard]] std::vector<std::size_t> correlated(const std::vector<RankCorrelation>& correlations) {
  std::set<std::size_t> parameters;
  for (const RankCorrelation& pair : correlations) {
    parameters.insert({pair.first, pair.second});
  }
  return {parameters.begin(), parameters.end()};
}

/// Correlations of the normal scores of `parameters`.
[[nodiscard]] Eigen::MatrixXd matrix(const std::vector<RankCorrelation>& correlations,
                                     const std::vector<std::size_t>& parameters) {
  const auto size = static_cast<Eigen::Index>(parameters.size());
  const auto index = [&](std::size_t parameter) {
    return std::ranges::lower_bound(parameters, parameter) - parameters.begin();
  };
  Eigen::MatrixXd scores = Eigen::MatrixXd::Identity(size, size) * (1 + ridge);
  for (const RankCorrelation& pair : correlations) {
    const double pearson = 2 * std::sin(std::numbers::pi * pair.rho / 6);
    scores(index(pair.first), index(pair.second)) = pearson;
    scores(index(pair.second), index(pair.first)) = pearson;
  }
  return scores;
}

/// Distribution function of the standard normal, kept off 0 and 1.
[[nodiscard]] double normal_probability(double score) {
  return std::clamp(0.5 * std::erfc(-score / std::numbers::sqrt2), 0x1p-60, 1 - 0x1p-53);
}

}  // namespace

Copula::Copula(const std::vector<RankCorrelation>& correlations) : correlated_(correlated(correlations)) {
  const Eigen::MatrixXd factor = matrix(correlations, correlated_).llt().matrixL();
  for (Eigen::Index row = 0; row < factor.rows(); ++row) {
    const Eigen::RowVectorXd values = factor.row(row).head(row + 1);
    factor_.emplace_back(values.begin(), values.end());
  }
}

std::optional<std::size_t> Copula::first_impossible(const std::vector<RankCorrelation>& correlations) {
  const std::vector<std::size_t> parameters = correlated(correlations);
  const Eigen::MatrixXd scores = matrix(correlations, parameters);
  for (Eigen::Index size = 1; size <= scores.rows(); ++size) {
    if (scores.topLeftCorner(size, size).llt().info() != Eigen::Success) {
      return parameters[static_cast<std::size_t>(size - 1)];
    }
  }
  return std::nullopt;
}

void Copula::apply(std::span<double> uniforms) const {
  std::vector<double> scores;
  for (const std::size_t parameter : correlated_) {
    scores.push_back(random::normal_quantile(uniforms[parameter]));
  }
  for (std::size_t row = 0; row < factor_.size(); ++row) {
    double score = 0;
    for (std::size_t column = 0; column <= row; ++column) {
      score += factor_[row][column] * scores[column];
    }
    uniforms[correlated_[row]] = normal_probability(score);
  }
}

}  // namespace convoyrisk::scenario
