#include "experiment/summary/best.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/stop.hpp"
#include "experiment/summary/purpose.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::experiment {
namespace {

/// A square root of the covariance. What is left of an eigenvalue 0 after rounding would part policies that are the
/// same.
Eigen::MatrixXd square_root(const Eigen::MatrixXd& covariance) {
  constexpr double rounding = 1e-13;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const double least = rounding * solver.eigenvalues().cwiseAbs().maxCoeff();
  const Eigen::VectorXd scales = solver.eigenvalues().unaryExpr(
      [least](double eigenvalue) { return eigenvalue > least ? std::sqrt(eigenvalue) : 0; });
  return solver.eigenvectors() * scales.asDiagonal();
}

/// 1 for a policy that is better than every rival, by its differences; less by equal parts for those within
/// `tolerance`.
double share_of(const Eigen::VectorXd& differences, double tolerance) {
  return (differences.array() > tolerance).any()
             ? 0
             : 1 / (1 + static_cast<double>((differences.array() >= -tolerance).count()));
}

/// Gives policies that are the same, without a doubt, the same: their draws are not.
void even_out(const std::vector<Rivals>& policies, std::vector<double>& shares) {
  const std::vector<double> drawn = shares;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    double sum = drawn[i];
    double same = 1;
    for (std::size_t other = 0; other < policies.size(); ++other) {
      const auto rival = static_cast<Eigen::Index>(other < i ? other : other - 1);
      if (other != i && policies[i].differences(rival) == 0 && policies[i].covariance(rival, rival) <= 0) {
        sum += drawn[other];
        same += 1;
      }
    }
    shares[i] = sum / same;
  }
}

}  // namespace

std::vector<double> probabilities_best(const std::vector<Rivals>& policies, std::uint64_t seed) {
  CONVOYRISK_ASSERT(!policies.empty());
  constexpr double tie = 1e-8;  // of the greatest standard deviation: the rounding of what is the same
  const auto rivals = static_cast<Eigen::Index>(policies.size()) - 1;
  std::vector<double> shares(policies.size(), rivals == 0 ? 1 : 0);
  std::vector<Eigen::MatrixXd> roots;
  for (const Rivals& policy : policies) {
    CONVOYRISK_ASSERT(policy.differences.size() == rivals && policy.covariance.rows() == rivals);
    roots.push_back(rivals > 0 ? square_root(policy.covariance) : Eigen::MatrixXd());
  }
  Eigen::VectorXd normals(rivals);
  // Every draw and its mirror image, so that what is the same on both sides gets the same.
  for (std::size_t draw = 0; rivals > 0 && draw < best_draws / 2; ++draw) {
    heed_stop();
    random::Stream stream(seed, key(Purpose::probability_best), draw, 0, 0);
    for (double& normal : normals) {
      normal = random::normal_quantile(stream.uniform());
    }
    for (std::size_t i = 0; i < policies.size(); ++i) {
      const double tolerance = tie * std::sqrt(std::max(policies[i].covariance.diagonal().maxCoeff(), 0.0));
      const Eigen::VectorXd spread = roots[i] * normals;
      shares[i] +=
          share_of(policies[i].differences + spread, tolerance) + share_of(policies[i].differences - spread, tolerance);
    }
  }
  double sum = 0;
  for (const double share : shares) {
    sum += share;
  }
  CONVOYRISK_ASSERT(sum > 0);
  for (double& share : shares) {
    share /= sum;
  }
  even_out(policies, shares);
  return shares;
}

}  // namespace convoyrisk::experiment
