#include "stats/decision.hpp"

#include <array>
#include <boost/math/distributions/students_t.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/distributions.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::stats {
namespace {

double t_of(double confidence, std::int64_t degrees) {
  return boost::math::quantile(boost::math::students_t_distribution<double>(static_cast<double>(degrees)),
                               (1 + confidence) / 2);
}

/// Whether Fieller's test lets the ratio stand, by its definition.
bool stands(const PairedMeans& means, double ratio, double confidence) {
  const double gap = means.numerator - ratio * means.denominator;
  const double variance =
      means.variance_numerator - 2 * ratio * means.covariance + ratio * ratio * means.variance_denominator;
  const double t = t_of(confidence, means.degrees);
  return gap * gap <= t * t * variance;
}

TEST_CASE("paired means are means with the variances and the covariance of means") {
  const PairedMeans means = paired_means(std::array{1.0, 2.0, 6.0}, std::array{4.0, 1.0, 1.0});
  CHECK(means.numerator == Approx(3).epsilon(1e-14));
  CHECK(means.denominator == Approx(2).epsilon(1e-14));
  CHECK(means.variance_numerator == Approx(14.0 / 6).epsilon(1e-14));
  CHECK(means.variance_denominator == Approx(6.0 / 6).epsilon(1e-14));
  CHECK(means.covariance == Approx((-4.0 + 1 - 3) / 6).epsilon(1e-14));
  CHECK(means.degrees == 2);
}

struct FiellerCase {
  PairedMeans means;
  RatioSet::Kind kind = RatioSet::Kind::everything;
};

const std::array fieller_cases{
    FiellerCase{{6, 2, 0.5, 0.1, 0.05, 38}, RatioSet::Kind::interval},
    FiellerCase{{-6, 2, 0.5, 0.1, 0.05, 38}, RatioSet::Kind::interval},
    FiellerCase{{6, 0.5, 0.5, 0.1, -0.02, 38}, RatioSet::Kind::complement},
    FiellerCase{{6, -0.5, 0.5, 0.1, 0.1, 38}, RatioSet::Kind::complement},
    FiellerCase{{1, 0.5, 0.5, 0.1, 0.05, 38}, RatioSet::Kind::everything},
};

TEST_CASE("Fieller's set holds just the ratios that his test lets stand, in all three shapes") {
  for (const FiellerCase& known : fieller_cases) {
    INFO("numerator " << known.means.numerator << ", denominator " << known.means.denominator);
    const RatioSet set = fieller(known.means, 0.95);
    CHECK(set.kind == known.kind);
    for (int i = -4000; i <= 4000; ++i) {
      const double ratio = i / 20.0;
      if (set.holds(ratio) != stands(known.means, ratio, 0.95)) {
        FAIL_CHECK("the ratio " << ratio);
      }
    }
  }
}

TEST_CASE("Fieller's set is bounded just where the denominator's own interval leaves out 0") {
  const double t = t_of(0.95, 38);
  for (const double factor : {0.999, 1.001}) {
    const RatioSet set = fieller({6, factor * t * 0.5, 1, 0.25, 0, 38}, 0.95);
    CHECK((set.kind == RatioSet::Kind::interval) == (factor > 1));
  }
  CHECK(fieller({6, 0, 0.5, 0, 0, 38}, 0.95).kind == RatioSet::Kind::everything);
  CHECK(fieller({6, 2, 0, 0, 0, 0}, 0.95).kind == RatioSet::Kind::everything);
  const RatioSet certain = fieller({6, 2, 0, 0, 0, 38}, 0.95);
  CHECK(certain.bounds.low == Approx(3).epsilon(1e-14));
  CHECK(certain.bounds.high == Approx(3).epsilon(1e-14));
}

constexpr std::int64_t experiments = 20'000;

/// z of the number of sets that hold the true ratio 2.5: 20 pairs each, the denominator 2 standard errors from 0.
double z_of_coverage(bool with_covariance) {
  std::int64_t held = 0;
  for (std::int64_t i = 0; i < experiments; ++i) {
    random::Stream stream(7, 0, static_cast<std::uint64_t>(i), 0, 0);
    std::vector<double> numerators;
    std::vector<double> denominators;
    for (int k = 0; k < 20; ++k) {
      const double first = random::normal_quantile(stream.uniform());
      const double second = random::normal_quantile(stream.uniform());
      denominators.push_back(1 + 2.2 * first);
      numerators.push_back(2.5 + 3 * (0.8 * first + 0.6 * second));
    }
    PairedMeans means = paired_means(numerators, denominators);
    means.covariance = with_covariance ? means.covariance : 0;
    held += fieller(means, 0.95).holds(2.5) ? 1 : 0;
  }
  const auto n = static_cast<double>(experiments);
  return (static_cast<double>(held) - 0.95 * n) / std::sqrt(n * 0.95 * 0.05);
}

// n = 20,000 experiments, coverage by z, false alarm 1e-6.
TEST_CASE("Fieller's set covers as it says though the denominator is hardly told from 0") {
  CHECK(std::abs(z_of_coverage(true)) < test::z_bound());
}

TEST_CASE("negative control: a set that leaves out the covariance is rejected") {
  CHECK(std::abs(z_of_coverage(false)) > test::z_bound());
}

struct PositionCase {
  double extra_cost;
  double averted;
  Position position;
};

TEST_CASE("a cost per death averted is given of a trade-off only") {
  constexpr std::array cases{PositionCase{5, 2, Position::trade_off},    PositionCase{-5, 2, Position::saves_both},
                             PositionCase{0, 2, Position::saves_both},   PositionCase{-5, -2, Position::saves_money},
                             PositionCase{5, -2, Position::dominated},   PositionCase{0, -2, Position::dominated},
                             PositionCase{5, 0, Position::no_difference}};
  for (const PositionCase& known : cases) {
    INFO(known.extra_cost << " for " << known.averted);
    const CostPerDeathAverted cost = cost_per_death_averted({known.extra_cost, known.averted, 0.01, 0.01, 0, 38}, 0.95);
    CHECK(cost.position == known.position);
    CHECK(cost.supported == (known.extra_cost != 0 && known.averted != 0));
    CHECK(cost.ratio.has_value() == (known.position == Position::trade_off));
    CHECK(cost.set.has_value() == cost.ratio.has_value());
    CHECK(cost.deaths_told == (known.averted != 0));
    CHECK(break_even(cost, 100).has_value() == cost.ratio.has_value());
  }
}

// A set that is the outside of two bounds was shown as if it lay between them.
TEST_CASE("a cost per death averted is given only where deaths averted are told from 0") {
  const CostPerDeathAverted unclear = cost_per_death_averted({6, 0.5, 0.5, 0.1, -0.02, 38}, 0.95);
  CHECK(unclear.position == Position::trade_off);
  CHECK(unclear.set->kind == RatioSet::Kind::complement);
  CHECK_FALSE(unclear.deaths_told);
  CHECK(unclear.cost_told);
  CHECK_FALSE(unclear.ratio.has_value());
  CHECK_FALSE(break_even(unclear, 100).has_value());
}

TEST_CASE("signs within chance are not supported") {
  CHECK_FALSE(cost_per_death_averted({5, 2, 0.01, 1, 0, 38}, 0.95).supported);
  CHECK_FALSE(cost_per_death_averted({5, 2, 6, 0.01, 0, 38}, 0.95).supported);
}

TEST_CASE("at the break-even rate the deaths averted are worth the extra cost") {
  const PairedMeans means{300'000, 0.5, 1e8, 0.001, -10, 38};
  const CostPerDeathAverted cost = cost_per_death_averted(means, 0.95);
  const BreakEven even = break_even(cost, 2e6).value();
  CHECK(2e6 * (even.factor * means.denominator) == Approx(means.numerator).epsilon(1e-14));
  CHECK(even.factor == Approx(0.3).epsilon(1e-14));
  CHECK(even.set.kind == RatioSet::Kind::interval);
  CHECK(even.set.bounds.low == Approx(cost.set->bounds.low / 2e6).epsilon(1e-14));
  CHECK(even.set.bounds.high == Approx(cost.set->bounds.high / 2e6).epsilon(1e-14));
}

}  // namespace
}  // namespace convoyrisk::stats
