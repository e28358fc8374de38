#include "experiment/best.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/stop.hpp"
#include "experiment/purpose.hpp"
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

/// Gives one share to the least value, in equal parts to all within `tolerance` of it.
void share_least(const Eigen::VectorXd& values, double tolerance, std::vector<double>& shares) {
  const double bound = values.minCoeff() + tolerance;
  const auto ties = static_cast<double>((values.array() <= bound).count());
  for (std::size_t policy = 0; policy < shares.size(); ++policy) {
    shares[policy] += values[static_cast<Eigen::Index>(policy)] <= bound ? 1 / ties : 0;
  }
}

}  // namespace

std::vector<double> probability_best(const Eigen::VectorXd& means, const Eigen::MatrixXd& covariance,
                                     std::uint64_t seed) {
  CONVOYRISK_ASSERT(means.size() > 0 && covariance.rows() == means.size() && covariance.cols() == means.size());
  constexpr double tie = 1e-8;  // of the greatest standard deviation: the rounding of what is the same
  const Eigen::VectorXd gaps = means.array() - means.minCoeff();
  const Eigen::MatrixXd root = square_root(covariance);
  const double tolerance = tie * std::sqrt(std::max(covariance.diagonal().maxCoeff(), 0.0));
  std::vector<double> shares(static_cast<std::size_t>(means.size()));
  Eigen::VectorXd normals(means.size());
  for (std::size_t draw = 0; draw < best_draws; ++draw) {
    heed_stop();
    random::Stream stream(seed, key(Purpose::probability_best), draw, 0, 0);
    for (double& normal : normals) {
      normal = random::normal_quantile(stream.uniform());
    }
    share_least(gaps + root * normals, tolerance, shares);
  }
  for (double& share : shares) {
    share /= static_cast<double>(best_draws);
  }
  return shares;
}

}  // namespace convoyrisk::experiment
