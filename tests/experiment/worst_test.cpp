#include "experiment/summary/worst.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "support/compound_poisson.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::experiment {
namespace {

using Pointers = std::vector<const stats::Histogram*>;

std::vector<stats::Histogram> blocks_of(const std::vector<std::int64_t>& values, std::size_t block) {
  std::vector<stats::Histogram> blocks((values.size() + block - 1) / block);
  for (std::size_t i = 0; i < values.size(); ++i) {
    blocks[i / block].add(values[i]);
  }
  return blocks;
}

Pointers pointers_to(const std::vector<stats::Histogram>& blocks) {
  Pointers pointers;
  for (const stats::Histogram& block : blocks) {
    pointers.push_back(&block);
  }
  return pointers;
}

bool holds(const stats::Interval& interval, double value) { return interval.low <= value && value <= interval.high; }
bool is_endless(const stats::Interval& interval) { return std::isinf(interval.low) && std::isinf(interval.high); }

TEST_CASE("at level 0 the intervals are those of a mean") {
  const auto values = test::CompoundPoisson().draw(std::size_t{60} * 256, 2);
  const auto blocks = blocks_of(values, 256);
  const Worst worst(pointers_to(blocks), 0);
  const test::SampleMoments moments = test::moments_of({values.begin(), values.end()});
  const double reach = 1.96 * std::sqrt(moments.variance / moments.n);
  CHECK(worst.cvar() == Approx(moments.mean).epsilon(1e-12));
  const stats::Interval interval = worst.interval(0.95);
  CHECK((interval.high - interval.low) / 2 == Approx(reach).epsilon(0.02));
  const stats::Interval between = worst.interval_between_blocks(0.95);
  CHECK((between.high - between.low) / 2 ==
        Approx(reach).epsilon(0.3));  // the spread of 60 blocks is uncertain by 10 %
  CHECK(holds(interval, moments.mean));
  CHECK(holds(between, moments.mean));
}

TEST_CASE("blocks that are all the same do not vary, what is not known of one of them does") {
  stats::Histogram block;
  for (const std::int64_t value : test::CompoundPoisson().draw(256, 1)) {
    block.add(value);
  }
  const Worst worst(Pointers(40, &block), 0.9);
  CHECK(worst.cvar() == Approx(stats::cvar(block, 0.9)).epsilon(1e-13));
  const stats::Interval between = worst.interval_between_blocks(0.95);
  CHECK(between.high - between.low == Approx(0).margin(1e-9));
  CHECK(worst.interval(0.95).high > worst.cvar() + 0.1);
}

TEST_CASE("too few of the worst, too few that are not 0, or too few blocks have no interval") {
  const auto values = test::CompoundPoisson().draw(std::size_t{20} * 256, 2);
  const auto blocks = blocks_of(values, 256);
  const Pointers pointers = pointers_to(blocks);
  const Worst all(pointers, 0.95);
  CHECK(std::isfinite(all.interval(0.95).low));
  CHECK(std::isfinite(all.interval_between_blocks(0.95).low));
  CHECK(std::isfinite(Worst(pointers, 0.99).interval(0.95).low));  // 51 of 5,120
  CHECK(is_endless(Worst(pointers, 0.995).interval(0.95)));

  const auto nineteen = std::span(pointers).first(19);
  const Worst fewer(nineteen, 0.95);
  CHECK(std::isfinite(fewer.interval(0.95).low));
  CHECK(is_endless(fewer.interval_between_blocks(0.95)));
  CHECK(is_endless(fewer.difference_interval(Worst(nineteen, 0.95), 0.95)));

  stats::Histogram rare;
  rare.add(0, 255);
  rare.add(3);
  const Pointers rarely(49, &rare);  // 49 that are not 0
  CHECK(is_endless(Worst(rarely, 0.9).interval(0.95)));
  CHECK(is_endless(Worst(rarely, 0.9).difference_interval(Worst(rarely, 0.9), 0.95)));
}

TEST_CASE("a block that is not whole counts in the mean, not in the spread between blocks") {
  auto blocks = blocks_of(test::CompoundPoisson().draw(std::size_t{20} * 256 + 3, 2), 256);
  const Worst longer(pointers_to(blocks), 0.95);
  CHECK(std::isfinite(longer.interval_between_blocks(0.95).low));
  blocks.erase(blocks.begin());
  CHECK(is_endless(Worst(pointers_to(blocks), 0.95).interval_between_blocks(0.95)));
}

TEST_CASE("a policy differs from itself by nothing") {
  const auto blocks = blocks_of(test::CompoundPoisson().draw(std::size_t{40} * 256, 3), 256);
  const Worst worst(pointers_to(blocks), 0.95);
  const stats::Interval none = worst.difference_interval(worst, 0.95);
  CHECK(none.low == 0);
  CHECK(none.high == 0);
}

constexpr std::size_t experiments = 1000;

struct Coverage {
  std::int64_t alone = 0;
  std::int64_t between = 0;
};

/// Experiments, of 20 blocks of 256, whose 95 % interval holds the CVaR of the law at 0.95.
Coverage covered(const test::CompoundPoisson& law) {
  Coverage count;
  for (std::size_t i = 0; i < experiments; ++i) {
    const auto drawn = blocks_of(law.draw(std::size_t{20} * 256, 100 + i), 256);
    const Worst worst(pointers_to(drawn), 0.95);
    count.alone += holds(worst.interval(0.95), 18.7186) ? 1 : 0;
    count.between += holds(worst.interval_between_blocks(0.95), 18.7186) ? 1 : 0;
  }
  return count;
}

/// Whether so few would come with probability below 1e-6 if intervals covered with 93.5 % or more.
bool too_few(std::int64_t count) {
  const boost::math::binomial_distribution<double> law(static_cast<double>(experiments), 0.935);
  return boost::math::cdf(law, static_cast<double>(count)) < test::false_alarm / 2;
}

// n = 1,000 experiments; the number of intervals that hold the known CVaR is binomial.
TEST_CASE("95 percent intervals of 20 blocks hold the known CVaR") {
  const Coverage count = covered({});
  INFO(count.alone << " and " << count.between << " of " << experiments);
  CHECK_FALSE(too_few(count.alone));
  CHECK_FALSE(too_few(count.between));
}

TEST_CASE("negative control: a law whose CVaR is some 5 percent greater is rejected") {
  const Coverage count = covered({2.15, 2.4});
  CHECK(too_few(count.alone));
  CHECK(too_few(count.between));
}

}  // namespace
}  // namespace convoyrisk::experiment
