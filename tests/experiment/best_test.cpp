#include "experiment/summary/best.hpp"

#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "support/statistics.hpp"

namespace convoyrisk::experiment {
namespace {

/// z of a share of the draws against its probability.
double z_of(double share, double probability) {
  return (share - probability) / std::sqrt(probability * (1 - probability) / static_cast<double>(best_draws));
}

Eigen::VectorXd vector(std::initializer_list<double> values) {
  Eigen::VectorXd list(static_cast<Eigen::Index>(values.size()));
  std::ranges::copy(values, list.begin());
  return list;
}

/// Standard deviations, and one correlation of all pairs.
Eigen::MatrixXd covariance(const Eigen::VectorXd& deviations, double correlation) {
  Eigen::MatrixXd matrix = correlation * deviations * deviations.transpose();
  matrix.diagonal() = deviations.cwiseAbs2();
  return matrix;
}

/// From means of policies and the covariance of their estimates.
std::vector<double> probability_best(const Eigen::VectorXd& means, const Eigen::MatrixXd& of_means,
                                     std::uint64_t seed) {
  const Eigen::Index rivals = means.size() - 1;
  std::vector<Rivals> all;
  for (Eigen::Index policy = 0; policy <= rivals; ++policy) {
    Eigen::MatrixXd minus = Eigen::MatrixXd::Zero(rivals, means.size());
    minus.col(policy).setOnes();
    for (Eigen::Index i = 0; i < rivals; ++i) {
      minus(i, i < policy ? i : i + 1) = -1;
    }
    all.push_back({minus * means, minus * of_means * minus.transpose()});
  }
  return probabilities_best(all, seed);
}

double first_of_two(double gap, double variance_of_difference) {
  return boost::math::cdf(boost::math::normal_distribution<double>(), gap / std::sqrt(variance_of_difference));
}

// n = 100,000 draws each; five shares by z against closed forms share the false-alarm probability 1e-6.
TEST_CASE("of two policies the better one is best as often as the normal law of the difference says") {
  const std::vector<double> shares = probability_best(vector({3, 3.5}), covariance(vector({1, 2}), 0.9), 1);
  CHECK(std::abs(z_of(shares[0], first_of_two(0.5, 1 + 4 - 2 * 0.9 * 2))) < test::z_bound(5));
  CHECK(shares[0] + shares[1] == Approx(1).epsilon(1e-12));
}

TEST_CASE("negative control: a probability best that leaves out the correlation is rejected") {
  const std::vector<double> shares = probability_best(vector({3, 3.5}), covariance(vector({1, 2}), 0), 1);
  CHECK(std::abs(z_of(shares[0], first_of_two(0.5, 1 + 4 - 2 * 0.9 * 2))) > test::z_bound(5));
}

// The two differences from a policy are correlated by rho; both are positive with probability 1/4 + asin(rho)/(2 pi)
// (Sheppard 1899).
TEST_CASE("of three policies with equal means the shares are orthant probabilities") {
  const std::vector<double> shares = probability_best(vector({7, 7, 7}), covariance(vector({1, 1, 3}), 0), 2);
  const double both = 1 + 1;
  const double one = 1 + 9;
  const auto orthant = [](double rho) { return 0.25 + std::asin(rho) / (2 * std::numbers::pi); };
  CHECK(std::abs(z_of(shares[0], orthant(1 / std::sqrt(both * one)))) < test::z_bound(5));
  CHECK(std::abs(z_of(shares[1], orthant(1 / std::sqrt(both * one)))) < test::z_bound(5));
  CHECK(std::abs(z_of(shares[2], orthant(9 / one))) < test::z_bound(5));
}

TEST_CASE("policies that are the same share equally, whatever else takes part") {
  Eigen::MatrixXd matrix = covariance(vector({1, 1, 1.5, 0.2, 1}), 0.3);
  for (const auto& [same, other] : {std::pair{4, 1}, {3, 1}}) {
    matrix.row(same) = matrix.row(other).eval();
    matrix.col(same) = matrix.col(other).eval();
    matrix(same, same) = matrix(other, other);
  }
  const std::vector<double> shares = probability_best(vector({1e6 + 0.2, 1e6, 1e6 + 0.1, 1e6, 1e6}), matrix, 3);
  CHECK(shares[1] == Approx(shares[4]).epsilon(1e-12));
  CHECK(shares[1] == Approx(shares[3]).epsilon(1e-12));
  CHECK(std::accumulate(shares.begin(), shares.end(), 0.0) == Approx(1).epsilon(1e-12));
  // As if they were one.
  Eigen::MatrixXd three = covariance(vector({1, 1, 1.5}), 0.3);
  const std::vector<double> once = probability_best(vector({0.2, 0, 0.1}), three, 4);
  CHECK(std::abs(z_of(3 * shares[1], once[1])) < std::sqrt(2) * test::z_bound(5));
}

TEST_CASE("what is certain is certain") {
  CHECK(probability_best(vector({2, 1, 1}), Eigen::MatrixXd::Zero(3, 3), 1) == std::vector<double>{0, 0.5, 0.5});
  CHECK(probability_best(vector({2}), Eigen::MatrixXd::Identity(1, 1), 1) == std::vector<double>{1});
}

// 16 % and 84 % stood beside such a difference: the coefficients of the control variates were others.
TEST_CASE("a difference of exactly 0 is 50 percent for both, whatever its error") {
  const Eigen::VectorXd none = vector({0});
  for (const double variance : {0.0, 1.0}) {
    const Eigen::MatrixXd covariance = Eigen::MatrixXd::Constant(1, 1, variance);
    CHECK(probabilities_best({{none, covariance}, {none, covariance}}, 5) == std::vector<double>{0.5, 0.5});
  }
}

TEST_CASE("the probability best belongs to its seed") {
  const Eigen::MatrixXd matrix = covariance(vector({1, 2}), 0.5);
  CHECK(probability_best(vector({0, 1}), matrix, 8) == probability_best(vector({0, 1}), matrix, 8));
  CHECK(probability_best(vector({0, 1}), matrix, 8) != probability_best(vector({0, 1}), matrix, 9));
}

}  // namespace
}  // namespace convoyrisk::experiment
