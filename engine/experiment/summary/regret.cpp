#include "experiment/summary/regret.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "random/scrambling.hpp"
#include "stats/histogram.hpp"
#include "stats/skewed_mean.hpp"

namespace convoyrisk::experiment {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// So many times the error within draws must the spread of their means be, lest it pass for that error alone.
double least_spread(Eigen::Index draws) {
  constexpr double chance = 0.01;
  const auto degrees = static_cast<double>(draws - 1);
  const boost::math::chi_squared_distribution<double> law(degrees);
  return boost::math::quantile(boost::math::complement(law, chance)) / degrees;
}

/// Draws x policies, of each policy minus the first, without the error within draws. `error`: covariance of the errors
/// of a draw's means, mean over draws.
Matrix expected_differences(const Matrix& means, const Matrix& error) {
  const Eigen::Index others = means.cols() - 1;
  Matrix expected = Matrix::Zero(means.rows(), means.cols());
  if (others == 0) {
    return expected;
  }
  const Matrix differences = means.rightCols(others).colwise() - means.col(0);
  const Eigen::RowVectorXd mean = differences.colwise().mean();
  expected.rightCols(others).rowwise() = mean;
  if (means.rows() < 2) {
    return expected;
  }
  Matrix minus_first(others, means.cols());
  minus_first << Vector::Constant(others, -1), Matrix::Identity(others, others);
  const Matrix deviations = differences.rowwise() - mean;
  const Matrix spread = deviations.transpose() * deviations / static_cast<double>(means.rows() - 1);
  const Eigen::SelfAdjointEigenSolver<Matrix> own(spread);
  // Directions in which draws differ. Scaled to spread 1, the error's part in each comes out between 0 and 1.
  constexpr double rounding = 1e-12;
  const Vector& sizes = own.eigenvalues();
  const auto kept = (sizes.array() > rounding * sizes.cwiseAbs().maxCoeff()).count();
  if (kept == 0) {
    return expected;
  }
  const Matrix directions = own.eigenvectors().rightCols(kept);
  const Vector scales = sizes.tail(kept).cwiseSqrt();
  const Matrix narrowed = directions * scales.cwiseInverse().asDiagonal();
  const Matrix widened = directions * scales.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix> luck(narrowed.transpose() *
                                                   (minus_first * error * minus_first.transpose()) * narrowed);
  const double least = least_spread(means.rows());
  const Vector factors = luck.eigenvalues().unaryExpr(
      [least](double share) { return share * least < 1 ? std::sqrt(1 - std::max(share, 0.0)) : 0; });
  const Matrix shrunk =
      widened * luck.eigenvectors() * factors.asDiagonal() * luck.eigenvectors().transpose() * narrowed.transpose();
  expected.rightCols(others) += deviations * shrunk.transpose();
  return expected;
}

/// Draws x policies.
Matrix regrets_of(const Matrix& means) { return means.colwise() - means.rowwise().minCoeff(); }

/// All groups, or all but one.
Matrix mean_error(const DrawnMeans& draws, std::size_t left_out = DrawnMeans::most_groups) {
  Matrix sum = Matrix::Zero(draws.means.cols(), draws.means.cols());
  Eigen::Index count = 0;
  for (Eigen::Index draw = 0; draw < draws.means.rows(); ++draw) {
    count += draws.group_of(static_cast<std::size_t>(draw)) != left_out ? 1 : 0;
  }
  for (std::size_t group = 0; group < draws.errors.size(); ++group) {
    if (group != left_out) {
      sum += draws.errors[group];
    }
  }
  return sum / static_cast<double>(count);
}

Matrix without(const DrawnMeans& draws, std::size_t group) {
  Matrix rest(draws.means.rows(), draws.means.cols());
  Eigen::Index rows = 0;
  for (Eigen::Index draw = 0; draw < draws.means.rows(); ++draw) {
    if (draws.group_of(static_cast<std::size_t>(draw)) != group) {
      rest.row(rows++) = draws.means.row(draw);
    }
  }
  return rest.topRows(rows);
}

/// By policy: mean regrets where one group of draws is left out, one row a group.
Matrix jackknife(const DrawnMeans& draws) {
  const std::size_t groups = draws.errors.size();
  Matrix left(static_cast<Eigen::Index>(groups), draws.means.cols());
  for (std::size_t group = 0; group < groups; ++group) {
    left.row(static_cast<Eigen::Index>(group)) =
        regrets_of(expected_differences(without(draws, group), mean_error(draws, group))).colwise().mean();
  }
  return left;
}

/// `left`: the regret where each group is left out. `most`: that of the means, which is too large.
stats::Interval regret_interval(double regret, const Vector& left, double most, double confidence) {
  const auto groups = static_cast<double>(left.size());
  std::vector<double> pseudo_values;
  for (const double other : left) {
    pseudo_values.push_back(groups * regret - (groups - 1) * other);
  }
  const stats::Estimate found = stats::skewed_estimate(pseudo_values, confidence);
  return {std::max(0.0, regret + found.interval.low - found.mean),
          std::max(most, regret + found.interval.high - found.mean)};
}

/// Draws in which each policy has the least mean, ties shared equally.
Vector shares_best(const Matrix& regrets) {
  Vector shares = Vector::Zero(regrets.cols());
  for (const auto& row : regrets.rowwise()) {
    const auto best = (row.array() == 0).cast<double>();
    shares += (best / best.sum()).matrix().transpose();
  }
  return shares / static_cast<double>(regrets.rows());
}

}  // namespace

DrawnMeans::DrawnMeans(std::size_t draws, std::size_t policies)
    : means(static_cast<Eigen::Index>(draws), static_cast<Eigen::Index>(policies)),
      errors(std::min(most_groups, random::independent_parts(draws)), Matrix::Zero(means.cols(), means.cols())) {}

std::size_t DrawnMeans::group_of(std::size_t draw) const {
  return random::part_of(draw, static_cast<std::size_t>(means.rows())) % errors.size();
}

std::vector<ChoiceOverDraws> choice_over_draws(const DrawnMeans& draws, double confidence) {
  CONVOYRISK_ASSERT(draws.means.rows() > 0 && draws.means.cols() > 0);
  const Matrix of_means = regrets_of(draws.means);
  const Matrix expected = regrets_of(expected_differences(draws.means, mean_error(draws)));
  const bool several = draws.means.rows() > 2;
  const Matrix left = several ? jackknife(draws) : Matrix();
  const Vector shares = shares_best(of_means);
  std::vector<ChoiceOverDraws> choices;
  for (Eigen::Index policy = 0; policy < expected.cols(); ++policy) {
    Vector regrets = expected.col(policy);
    const double mean = regrets.mean();
    std::ranges::sort(regrets);
    const std::int64_t rank = stats::quantile_rank(regrets.size(), 0.95);
    const stats::Interval interval =
        several ? regret_interval(mean, left.col(policy), of_means.col(policy).mean(), confidence)
                : stats::Interval{0, std::numeric_limits<double>::infinity()};
    choices.push_back({shares[policy], mean, regrets[rank - 1], interval});
  }
  return choices;
}

}  // namespace convoyrisk::experiment
