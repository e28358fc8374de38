#include "random/scrambling.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <vector>

#include "random/distributions.hpp"
#include "random/stream.hpp"
#include "support/statistics.hpp"

/// Coordinates of draws. Purpose 1.
namespace convoyrisk::random {
namespace {

double coordinate(std::uint64_t seed, std::uint64_t number, std::uint64_t draw) {
  return scrambled_uniform(seed, 1, number, draw);
}

/// Draws of a scrambling in order.
std::vector<std::uint64_t> draws_of(std::uint64_t scrambling, std::size_t count) {
  std::vector<std::uint64_t> draws;
  const std::uint64_t first = scrambling / scramblings_at_once * draws_of_round + scrambling % scramblings_at_once;
  for (std::size_t i = 0; i < count; ++i) {
    draws.push_back(first + i * scramblings_at_once);
  }
  return draws;
}

TEST_CASE("a scrambling's first 2, 4 and 8 draws are one in each half, quarter and eighth, in every coordinate") {
  for (std::uint64_t scrambling = 0; scrambling < 100; ++scrambling) {
    for (const std::size_t count : {2U, 4U, 8U}) {
      for (const std::uint64_t number : {5U, 6U}) {
        std::set<double> strata;
        for (const std::uint64_t draw : draws_of(scrambling, count)) {
          strata.insert(std::floor(coordinate(3, number, draw) * static_cast<double>(count)));
        }
        CHECK(strata.size() == count);
      }
    }
  }
}

TEST_CASE("a coordinate of one draw is uniform, whichever draw it is") {
  // Kolmogorov and Smirnov over 20,000 seeds, false alarm 1e-6 shared by 4 draws; the control is uniform on 0 to 0.95.
  for (const std::uint64_t draw : {0U, 21U, 63U, 1000U}) {
    std::vector<double> values;
    std::vector<double> off;
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
      values.push_back(coordinate(seed, 4, draw));
      off.push_back(0.95 * values.back());
    }
    const auto uniform = [](double x) { return std::clamp(x, 0.0, 1.0); };
    CHECK(test::ks_statistic(values, uniform) < test::ks_bound(4));
    CHECK(test::ks_statistic(off, uniform) > test::ks_bound(4));
  }
}

/// z of the correlation of two coordinates of draws, over 20,000 seeds.
double z_of_correlation(std::uint64_t first_number, std::uint64_t first_draw, std::uint64_t number,
                        std::uint64_t draw) {
  constexpr std::uint64_t seeds = 20'000;
  double products = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    products += (coordinate(seed, first_number, first_draw) - 0.5) * (coordinate(seed, number, draw) - 0.5);
  }
  return products * 12 / std::sqrt(static_cast<double>(seeds));
}

TEST_CASE("scramblings, rounds and coordinates know nothing of each other, draws of one scrambling do") {
  // Two-sided 1e-6 over 4 correlations.
  CHECK(std::abs(z_of_correlation(4, 0, 4, 1)) < test::z_bound(4));   // another scrambling
  CHECK(std::abs(z_of_correlation(4, 0, 4, 64)) < test::z_bound(4));  // another round
  CHECK(std::abs(z_of_correlation(4, 0, 5, 0)) < test::z_bound(4));   // another coordinate
  CHECK(std::abs(z_of_correlation(4, 0, 5, 8)) < test::z_bound(4));   // and another draw of the scrambling
  CHECK(z_of_correlation(4, 0, 4, 8) < -test::z_bound(4));
}

/// Variance, over 2,000 seeds, of the mean over 64 draws of a smooth outcome of six parameters, with luck of a normal
/// law.
double variance_of_mean(bool scrambled, double luck) {
  constexpr std::uint64_t seeds = 2000;
  double sum = 0;
  double squares = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    double mean = 0;
    for (std::uint64_t draw = 0; draw < draws_of_round; ++draw) {
      const auto normal = [&](std::uint64_t number) {
        return normal_quantile(scrambled ? coordinate(seed, number, draw) : Stream(seed, 1, draw, number, 0).uniform());
      };
      const double rate = std::exp(0.5 * normal(1) + 0.2 * normal(2)) / (1 + 0.3 * std::exp(0.3 * normal(3)));
      const double harm = rate * (0.6 + 0.1 * normal(4)) * (1 - 0.1 * normal(5)) + 0.1 * normal(6);
      mean += (harm + luck * normal_quantile(Stream(seed, 2, draw, 0, 0).uniform())) / draws_of_round;
    }
    sum += mean;
    squares += mean * mean;
  }
  return squares / seeds - sum / seeds * sum / seeds;
}

TEST_CASE(
    "the variance of the mean over 64 draws of a smooth outcome falls by 5 to 13, by 2 with luck of the same size") {
  // A ratio of two variances of 2,000 values each is known to within 5 % (one standard error).
  const double smooth = variance_of_mean(false, 0) / variance_of_mean(true, 0);
  CHECK(smooth > 5);
  CHECK(smooth < 13);
  const double lucky = variance_of_mean(false, 0.3) / variance_of_mean(true, 0.3);
  CHECK(lucky > 1.5);
  CHECK(lucky < 3);
  // Negative control: independent draws of other seeds.
  CHECK_FALSE(variance_of_mean(false, 0) / variance_of_mean(false, 0.001) > 1.5);
}

TEST_CASE(
    "draws fall into eight independent parts a round, a last round that is less than half goes with the one before") {
  CHECK(independent_parts(0) == 0);
  CHECK(independent_parts(5) == 5);
  CHECK(independent_parts(20) == 8);
  CHECK(independent_parts(64) == 8);
  CHECK(independent_parts(95) == 8);
  CHECK(independent_parts(96) == 16);
  CHECK(independent_parts(200) == 24);
  for (const std::size_t draws : {1U, 5U, 20U, 64U, 95U, 96U, 200U}) {
    std::vector<std::size_t> sizes(independent_parts(draws));
    for (std::size_t draw = 0; draw < draws; ++draw) {
      ++sizes.at(part_of(draw, draws));
    }
    const auto [least, most] = std::ranges::minmax(sizes);
    CHECK(least > 0);
    CHECK(most <= 12);
  }
  // Draws of one scrambling are in one part.
  CHECK(part_of(0, 200) == part_of(56, 200));
  CHECK(part_of(64, 200) != part_of(0, 200));
  CHECK(part_of(192, 200) == part_of(128, 200));
}

}  // namespace
}  // namespace convoyrisk::random
