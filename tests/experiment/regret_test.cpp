#include "experiment/summary/regret.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/distributions.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::experiment {
namespace {

DrawnMeans exact(const Eigen::MatrixXd& means) {
  DrawnMeans draws(static_cast<std::size_t>(means.rows()), static_cast<std::size_t>(means.cols()));
  draws.means = means;
  return draws;
}

TEST_CASE("over draws of parameters each policy has its share of bests and its regret") {
  Eigen::MatrixXd means(4, 3);
  means << 1, 2, 1,  //
      5, 4, 6,       //
      3, 3, 9,       //
      2, 8, 2;
  const std::vector<ChoiceOverDraws> choices = choice_over_draws(exact(means), 0.95);
  CHECK(choices[0].share_best == Approx((0.5 + 0 + 0.5 + 0.5) / 4).epsilon(1e-14));
  CHECK(choices[1].share_best == Approx((0 + 1 + 0.5 + 0) / 4).epsilon(1e-14));
  CHECK(choices[2].share_best == Approx((0.5 + 0 + 0 + 0.5) / 4).epsilon(1e-14));
  CHECK(choices[0].mean_regret == Approx(1.0 / 4).epsilon(1e-12));
  CHECK(choices[1].mean_regret == Approx(7.0 / 4).epsilon(1e-12));
  CHECK(choices[2].mean_regret == Approx(8.0 / 4).epsilon(1e-12));
  CHECK(choices[1].regret_quantile_95 == Approx(6).epsilon(1e-12));
  CHECK(choices[2].regret_quantile_95 == Approx(6).epsilon(1e-12));
}

TEST_CASE("the regret's quantile is the least that 95 percent of the draws keep to") {
  Eigen::MatrixXd means = Eigen::MatrixXd::Zero(100, 2);
  means.col(1) = Eigen::VectorXd::LinSpaced(100, 100, 1);
  CHECK(choice_over_draws(exact(means), 0.95)[1].regret_quantile_95 == Approx(95).epsilon(1e-12));
}

TEST_CASE("policies that are the same have no regret, one policy neither, and two draws no interval") {
  const Eigen::MatrixXd means = Eigen::VectorXd::LinSpaced(30, 1, 7).replicate(1, 3);
  for (const ChoiceOverDraws& choice : choice_over_draws(exact(means), 0.95)) {
    CHECK(choice.mean_regret == 0);
    CHECK(choice.regret_interval.high == 0);
    CHECK(choice.share_best == Approx(1.0 / 3).epsilon(1e-12));
  }
  CHECK(choice_over_draws(exact(means.leftCols(1)), 0.95)[0].mean_regret == 0);
  CHECK(std::isinf(choice_over_draws(exact(means.topRows(2)), 0.95)[0].regret_interval.high));
}

/// Two policies, the second of which is worse by 0.01 in every draw, or on average with a spread of `spread`. Each has
/// 16 replications of variance 1 a draw, on luck of its own.
DrawnMeans drawn(std::uint64_t study, std::size_t count, double spread) {
  DrawnMeans draws(count, 2);
  for (std::size_t draw = 0; draw < count; ++draw) {
    random::Stream stream(31, 1, study, draw, 0);
    const auto normal = [&stream] { return random::normal_quantile(stream.uniform()); };
    const auto row = static_cast<Eigen::Index>(draw);
    draws.means(row, 0) = normal() / 4;
    draws.means(row, 1) = 0.01 + spread * normal() + normal() / 4;
    draws.errors[draws.group_of(draw)] += Eigen::MatrixXd::Identity(2, 2) / 16;
  }
  return draws;
}

/// E max(0, x) of a normal law.
double positive_part(double mean, double deviation) {
  const double z = mean / deviation;
  return mean * std::erfc(-z / std::sqrt(2.0)) / 2 + deviation * std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0));
}

struct Regrets {
  std::vector<double> corrected;
  std::vector<double> of_means;
  int claimed = 0;  ///< told from none
  int held = 0;

  Regrets(std::size_t draws, double spread, double truth) {
    for (std::uint64_t study = 0; study < 400; ++study) {
      const DrawnMeans sample = drawn(study, draws, spread);
      const ChoiceOverDraws second = choice_over_draws(sample, 0.95)[1];
      corrected.push_back(second.mean_regret);
      of_means.push_back((sample.means.col(1) - sample.means.rowwise().minCoeff()).mean());
      claimed += second.regret_interval.low > 0 ? 1 : 0;
      held += second.regret_interval.low <= truth && truth <= second.regret_interval.high ? 1 : 0;
    }
  }
};

// 400 studies each. The regret of means is 0.146 where 0.01 is right; the corrected one is compared by z.
TEST_CASE("a regret that is luck within draws is not told from none, the regret of the means is rejected") {
  const Regrets none(50, 0, 0.01);
  CHECK(test::moments_of(none.corrected).mean < 0.03);
  CHECK(none.claimed < 40);  // binomial(400, 0.05) is above with probability below 1e-5
  CHECK(none.held > 360);
  CHECK(test::moments_of(none.of_means).z_of_mean(0.01) > test::z_bound());
}

TEST_CASE("a regret of draws that differ is found without the luck within them") {
  const double truth = positive_part(0.01, 0.5);
  const Regrets some(50, 0.5, truth);
  const test::SampleMoments corrected = test::moments_of(some.corrected);
  INFO(truth << " found " << corrected.mean << ", of means " << test::moments_of(some.of_means).mean);
  CHECK(std::abs(corrected.z_of_mean(truth)) < test::z_bound());
  CHECK(some.claimed > 350);  // by seven degrees of freedom, those of eight parts
  CHECK(some.held > 360);
  CHECK(test::moments_of(some.of_means).z_of_mean(truth) > test::z_bound());
}

}  // namespace
}  // namespace convoyrisk::experiment
