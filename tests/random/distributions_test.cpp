#include "random/distributions.hpp"

#include <array>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <catch2/catch.hpp>
#include <vector>

#include "support/statistics.hpp"

namespace convoyrisk::random {
namespace {

using test::ks_bound;
using test::ks_statistic;
using test::moments_of;
using test::z_bound;

struct Quantile {
  double probability;
  double value;
};

// Computed with mpmath to 40 digits.
constexpr std::array quantiles{
    Quantile{1e-300, -37.0470962993611992},
    Quantile{1e-100, -21.2734535609653243},
    Quantile{1e-20, -9.26234008979840758},
    Quantile{1e-12, -7.03448382530113193},
    Quantile{1e-06, -4.75342430882289896},
    Quantile{0x1p-53, -8.20953615160138686},
    Quantile{0.001, -3.09023230616781354},
    Quantile{0.02, -2.05374891063182304},
    Quantile{0.0749, -1.44023826752796366},
    Quantile{0.075, -1.43953147093845593},
    Quantile{0.0751, -1.43882539275253998},
    Quantile{0.1, -1.28155156554460044},
    Quantile{0.25, -0.674489750196081743},
    Quantile{0.4, -0.253347103135799741},
    Quantile{0.5, 0.0},
    Quantile{0.5000001, 2.5066282733116483e-7},
    Quantile{0.7, 0.524400512708040656},
    Quantile{0.925, 1.43953147093845623},
    Quantile{0.975, 1.95996398454005386},
    Quantile{0.999, 3.09023230616781328},
    Quantile{0.999999, 4.75342430881708777},
    Quantile{1 - 0x1p-53, 8.20953615160138686},
};

TEST_CASE("the normal quantile agrees with reference values to 1e-14") {
  for (const Quantile& quantile : quantiles) {
    INFO("probability " << quantile.probability);
    CHECK(normal_quantile(quantile.probability) == Approx(quantile.value).epsilon(1e-14).margin(1e-22));
  }
}

TEST_CASE("the normal quantile is odd about one half") {
  for (const double p : {0.0078125, 0.0625, 0.25, 0.4375}) {  // exact in binary
    CHECK(normal_quantile(p) == -normal_quantile(1 - p));
  }
}

TEST_CASE("the exponential inverts its distribution from above") {
  CHECK(exponential(1 - 0x1p-53) > 0);
  CHECK(1 - std::exp(-exponential(0.3)) == Approx(0.7).epsilon(1e-15));
}

TEST_CASE("the lognormal inverts its distribution") {
  const double sigma = std::sqrt(std::log(1 + 0.7 * 0.7));
  const boost::math::lognormal_distribution<double> law(std::log(5.0) - sigma * sigma / 2, sigma);
  for (const double u : {1e-9, 0.2, 0.5, 0.9, 1 - 1e-9}) {
    CHECK(lognormal(u, std::log(5.0) - sigma * sigma / 2, sigma) ==
          Approx(boost::math::quantile(law, u)).epsilon(1e-12));
  }
}

TEST_CASE("the triangular inverts its distribution with the mode anywhere") {
  CHECK(triangular(0.3, 2, 2, 2) == 2);
  for (const double mode : {1.0, 2.0, 5.0}) {
    const boost::math::triangular_distribution<double> law(1, mode, 5);
    for (const double u : {1e-9, 0.2, 0.25, 0.5, 1 - 1e-9}) {
      CHECK(triangular(u, 1, mode, 5) == Approx(boost::math::quantile(law, u)).epsilon(1e-12));
    }
  }
}

constexpr std::size_t sample_size = 200'000;

template <class Draw>
std::vector<double> sample(std::uint64_t seed, const Draw& draw) {
  Stream stream(seed, 0, 0, 0, 0);
  std::vector<double> values(sample_size);
  std::ranges::generate(values, [&] { return draw(stream); });
  return values;
}

// Statistics: z of mean and of variance, n = 200,000, and the Kolmogorov-Smirnov distance. Three laws, three statistics
// each.
TEST_CASE("lognormal samples have their moments and distribution") {
  const double sigma = std::sqrt(std::log(1 + 0.5 * 0.5));
  const auto values = sample(
      11, [sigma](Stream& stream) { return lognormal(stream.uniform(), std::log(3.0) - sigma * sigma / 2, sigma); });
  const boost::math::lognormal_distribution<double> law(std::log(3.0) - sigma * sigma / 2, sigma);
  CHECK(std::abs(moments_of(values).z_of_mean(3)) < z_bound(9));
  CHECK(std::abs(moments_of(values).z_of_variance(2.25)) < z_bound(9));
  CHECK(ks_statistic(values, [&](double x) { return boost::math::cdf(law, x); }) < ks_bound(9));
}

TEST_CASE("triangular samples have their moments and distribution") {
  const auto values = sample(12, [](Stream& stream) { return triangular(stream.uniform(), 1, 2, 6); });
  const boost::math::triangular_distribution<double> law(1, 2, 6);
  CHECK(std::abs(moments_of(values).z_of_mean(3)) < z_bound(9));
  CHECK(std::abs(moments_of(values).z_of_variance(21.0 / 18)) < z_bound(9));
  CHECK(ks_statistic(values, [&](double x) { return boost::math::cdf(law, x); }) < ks_bound(9));
}

// Shapes above and below 1 take different ways; five coefficients, three statistics each, n = 200,000.
TEST_CASE("gamma samples have their moments and distribution") {
  for (const double cv : {0.1, 0.7, 1.0, 1.5, 3.0}) {
    INFO("coefficient of variation " << cv);
    const auto values = sample(13, [cv](Stream& stream) { return gamma(stream, 2, cv); });
    const boost::math::gamma_distribution<double> law(1 / (cv * cv), 2 * cv * cv);
    CHECK(std::abs(moments_of(values).z_of_mean(2)) < z_bound(15));
    CHECK(std::abs(moments_of(values).z_of_variance(4 * cv * cv)) < z_bound(15));
    CHECK(ks_statistic(values, [&](double x) { return boost::math::cdf(law, x); }) < ks_bound(15));
  }
}

TEST_CASE("negative control: the tests reject a gamma whose mean or coefficient of variation is 2 percent off") {
  const auto mean_off = sample(13, [](Stream& stream) { return gamma(stream, 2.04, 0.7); });
  CHECK(std::abs(moments_of(mean_off).z_of_mean(2)) > z_bound());
  const auto cv_off = sample(13, [](Stream& stream) { return gamma(stream, 2, 0.714); });
  CHECK(std::abs(moments_of(cv_off).z_of_variance(4 * 0.7 * 0.7)) > z_bound());
  const boost::math::gamma_distribution<double> law(1 / 0.49, 2 * 0.49);
  CHECK(ks_statistic(mean_off, [&](double x) { return boost::math::cdf(law, x); }) > ks_bound());
}

}  // namespace
}  // namespace convoyrisk::random
