#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numeric>

#include "scenario/variation/systematic_sample.hpp"
#include "scenario/variation/uncertainty.hpp"
#include "support/statistics.hpp"

/// Draws of uncertain parameters against the laws that the scenario names, and their rank correlations. Seed 7.
namespace convoyrisk::scenario {
namespace {

using test::ks_bound;
using test::ks_statistic;
using test::moments_of;
using test::z_bound;

constexpr std::uint64_t seed = 7;
constexpr std::uint64_t sample_size = 100'000;

[[nodiscard]] DrawnParameter parameter(const std::string& path, ParameterDistribution distribution) {
  DrawnParameter drawn;
  drawn.places.push_back({path, parse_path(path), {}});
  drawn.distribution = distribution;
  return drawn;
}

/// By parameter, the draws 0, 1, ...
[[nodiscard]] std::vector<std::vector<double>> sample(const Uncertainty& uncertainty, std::uint64_t size) {
  std::vector<std::vector<double>> columns(uncertainty.parameters.size());
  for (std::uint64_t draw = 0; draw < size; ++draw) {
    const std::vector<double> values = uncertainty.values(seed, draw);
    for (std::size_t i = 0; i < values.size(); ++i) {
      columns[i].push_back(values[i]);
    }
  }
  return columns;
}

[[nodiscard]] std::vector<double> sample(const ParameterDistribution& distribution) {
  Uncertainty uncertainty;
  uncertainty.parameters = {parameter("a.b", distribution)};
  return sample(uncertainty, sample_size).front();
}

/// A law by what a reader of docs/scenario.md expects of it: mean, standard deviation, distribution function.
struct Expected {
  std::string name;
  ParameterDistribution drawn;
  double mean;
  double sd;
  std::function<double(double)> cdf;
};

[[nodiscard]] std::vector<Expected> laws() {
  using boost::math::cdf;
  const double span = std::log(100.0);
  // Beta(3, 2) has mean 0.6 and variance 0.04.
  const boost::math::beta_distribution<> beta(3, 2);
  const boost::math::normal_distribution<> normal(-3, 2);
  const double log_variance = std::log(1.25);  // of cv 0.5
  const boost::math::lognormal_distribution<> lognormal(std::log(30) - log_variance / 2, std::sqrt(log_variance));
  const boost::math::triangular_distribution<> triangular(1, 2, 5);
  return {
      {"uniform", UniformLaw{2, 5}, 3.5, 3 / std::sqrt(12.0), [](double x) { return (x - 2) / 3; }},
      {"loguniform", LoguniformLaw{0.1, 10}, 9.9 / span, std::sqrt(99.99 / (2 * span) - std::pow(9.9 / span, 2)),
       [span](double x) { return std::log(x / 0.1) / span; }},
      {"triangular", TriangularLaw{1, 2, 5}, 8.0 / 3, std::sqrt(13.0 / 18),
       [=](double x) { return cdf(triangular, x); }},
      {"beta", BetaLaw{0.6, 0.2}, 0.6, 0.2, [=](double x) { return cdf(beta, x); }},
      {"normal", NormalLaw{-3, 2}, -3, 2, [=](double x) { return cdf(normal, x); }},
      {"lognormal", LognormalLaw{30, 0.5}, 30, 15, [=](double x) { return cdf(lognormal, x); }},
  };
}

/// Does the sample agree with the law in mean, variance and distribution function (Kolmogorov-Smirnov)?
[[nodiscard]] bool agrees(const std::vector<double>& values, const Expected& law, int comparisons) {
  const test::SampleMoments moments = moments_of(values);
  return std::abs(moments.z_of_mean(law.mean)) < z_bound(comparisons) &&
         std::abs(moments.z_of_variance(law.sd * law.sd)) < z_bound(comparisons) &&
         ks_statistic(values, law.cdf) < ks_bound(comparisons);
}

/// Ranks 0, 1, ... of values without ties.
[[nodiscard]] std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  std::vector<double> rank(values.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[order[i]] = static_cast<double>(i);
  }
  return rank;
}

/// Spearman's rank correlation.
[[nodiscard]] double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> rank_a = ranks(a);
  const std::vector<double> rank_b = ranks(b);
  const auto n = static_cast<double>(a.size());
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    squares += (rank_a[i] - rank_b[i]) * (rank_a[i] - rank_b[i]);
  }
  return 1 - 6 * squares / (n * (n * n - 1));
}

/// z of a rank correlation under a normal copula: atanh has the variance 1.06 / (n - 3) (Fieller, Hartley and Pearson
/// 1957, for |rho| up to 0.8).
[[nodiscard]] double z_of_correlation(double found, double rho, std::size_t n) {
  return (std::atanh(found) - std::atanh(rho)) * std::sqrt((static_cast<double>(n) - 3) / 1.06);
}

}  // namespace

TEST_CASE("parameters are drawn from the laws that the scenario names") {
  // 100,000 draws of each; mean, variance and distance of 6 laws: false alarm 1e-6 in all.
  const std::vector<Expected> all = laws();
  for (const Expected& law : all) {
    INFO(law.name);
    CHECK(agrees(sample(law.drawn), law, 18));
  }
}

TEST_CASE("negative control: laws that are off by 5 % are told apart") {
  const std::vector<ParameterDistribution> off{UniformLaw{2, 5.15}, LoguniformLaw{0.1, 10.5}, TriangularLaw{1, 2.1, 5},
                                               BetaLaw{0.6, 0.21},  NormalLaw{-3, 2.1},       LognormalLaw{30, 0.525}};
  const std::vector<Expected> all = laws();
  for (std::size_t i = 0; i < all.size(); ++i) {
    INFO(all[i].name);
    CHECK(!agrees(sample(off[i]), all[i], 18));
  }
}

TEST_CASE("each of several choices is drawn alike often") {
  // Pearson's statistic of 100,000 draws of one of 7, false alarm 1e-6; the control has one choice more.
  CHECK(test::chi_square_p_value(test::histogram(sample(ChoiceLaw{7})), std::vector<double>(7, 1 / 7.0)) >
        test::false_alarm);
  CHECK(test::chi_square_p_value(test::histogram(sample(ChoiceLaw{8})), std::vector<double>(7, 1 / 7.0)) <
        test::false_alarm);
}

TEST_CASE("a row of a table is drawn with a chance in proportion to its weight") {
  // The first of three draws under 20,000 seeds, Pearson's statistic, false alarm 1e-6; the control is off by 5 %.
  const std::vector<double> weights{0.5, 1, 3.5, 5};
  const std::vector<double> shares{0.05, 0.1, 0.35, 0.5};
  const std::vector<double> off{0.05, 0.1, 0.3675, 0.4825};
  std::vector<double> rows;
  for (std::uint64_t of = 1; of <= 20'000; ++of) {
    rows.push_back(static_cast<double>(systematic_sample(weights, 3, of).front()));
  }
  CHECK(test::chi_square_p_value(test::histogram(rows), shares) > test::false_alarm);
  CHECK(test::chi_square_p_value(test::histogram(rows), off) < test::false_alarm);
}

TEST_CASE("rank correlations are those of the scenario, whatever the laws") {
  // 400,000 draws of four parameters; six pairs: false alarm 1e-6 in all.
  Uncertainty uncertainty;
  uncertainty.parameters = {parameter("a", LognormalLaw{1, 2}), parameter("b", BetaLaw{0.2, 0.1}),
                            parameter("c", UniformLaw{0, 1}), parameter("d", LoguniformLaw{0.1, 10})};
  uncertainty.copula = Copula({{0, 2, 0.6}, {0, 3, -0.4}, {2, 3, 0.3}});
  const std::vector<std::vector<double>> columns = sample(uncertainty, 400'000);
  const auto found = [&](std::size_t i, std::size_t j) { return rank_correlation(columns[i], columns[j]); };
  const auto z = [&](std::size_t i, std::size_t j, double rho) {
    return std::abs(z_of_correlation(found(i, j), rho, columns[i].size()));
  };
  CHECK(z(0, 1, 0) < z_bound(6));
  CHECK(z(0, 2, 0.6) < z_bound(6));
  CHECK(z(0, 3, -0.4) < z_bound(6));
  CHECK(z(1, 2, 0) < z_bound(6));
  CHECK(z(1, 3, 0) < z_bound(6));
  CHECK(z(2, 3, 0.3) < z_bound(6));
  // Controls: what Pearson's r in place of 2 sin(pi rho / 6) would give, and the opposite sign.
  CHECK(z(0, 2, 6 / std::numbers::pi * std::asin(0.6 / 2)) > z_bound(6));
  CHECK(z(0, 3, 0.4) > z_bound(6));
}

TEST_CASE("correlated parameters keep their laws") {
  // 100,000 draws; mean, variance and distance of 2 laws: false alarm 1e-6 in all.
  const std::vector<Expected> all = laws();
  Uncertainty uncertainty;
  uncertainty.parameters = {parameter("a", all[3].drawn), parameter("b", all[5].drawn)};
  uncertainty.copula = Copula({{0, 1, -0.7}});
  const std::vector<std::vector<double>> columns = sample(uncertainty, sample_size);
  CHECK(agrees(columns[0], all[3], 6));
  CHECK(agrees(columns[1], all[5], 6));
}

}  // namespace convoyrisk::scenario
