#include "experiment/bootstrap.hpp"

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

TEST_CASE("blocks that are all the same leave no doubt: every resample has their CVaR") {
  stats::Histogram block;
  for (const std::int64_t value : test::CompoundPoisson().draw(256, 1)) {
    block.add(value);
  }
  for (const std::size_t count : {39U, 200U, 450U}) {
    const BlockBootstrap bootstrap(count, 5);
    for (const double level : {0.0, 0.5, 0.9, 0.95, 0.99}) {
      const stats::Interval interval = bootstrap.cvar(Pointers(count, &block), level, 0.95);
      CHECK(interval.low == Approx(stats::cvar(block, level)).epsilon(1e-13));
      CHECK(interval.high == Approx(stats::cvar(block, level)).epsilon(1e-13));
    }
  }
}

TEST_CASE("at level 0 the interval is that of a mean") {
  const auto values = test::CompoundPoisson().draw(std::size_t{60} * 256, 2);
  const auto blocks = blocks_of(values, 256);
  const stats::Interval interval = BlockBootstrap(60, 5).cvar(pointers_to(blocks), 0, 0.95);
  const test::SampleMoments moments = test::moments_of({values.begin(), values.end()});
  const double reach = 1.96 * std::sqrt(moments.variance / moments.n);
  // The spread over 60 groups and 1,000 resamples are both uncertain by some 10 percent.
  CHECK((interval.high - interval.low) / 2 == Approx(reach).epsilon(0.3));
  CHECK(holds(interval, moments.mean));
}

TEST_CASE("many blocks are pooled into a bounded number of groups, few have no interval") {
  CHECK(BlockBootstrap(39, 1).groups() == 39);
  CHECK(BlockBootstrap(200, 1).groups() == 200);
  CHECK(BlockBootstrap(201, 1).groups() == 101);
  CHECK(BlockBootstrap(3'901, 1).groups() == 196);
  const auto blocks = blocks_of(test::CompoundPoisson().draw(std::size_t{19} * 256, 2), 256);
  const stats::Interval interval = BlockBootstrap(19, 1).cvar(pointers_to(blocks), 0.95, 0.95);
  CHECK(std::isinf(interval.low));
  CHECK(std::isinf(interval.high));
}

TEST_CASE("resamples belong to their seed and are shared by all that is asked of them") {
  const auto blocks = blocks_of(test::CompoundPoisson().draw(std::size_t{40} * 256, 3), 256);
  const Pointers pointers = pointers_to(blocks);
  const stats::Interval interval = BlockBootstrap(40, 1).cvar(pointers, 0.95, 0.95);
  CHECK(BlockBootstrap(40, 1).cvar(pointers, 0.95, 0.95).low == interval.low);
  CHECK(BlockBootstrap(40, 2).cvar(pointers, 0.95, 0.95).low != interval.low);
  const BlockBootstrap bootstrap(40, 1);
  const stats::Interval none =
      bootstrap.difference(0, bootstrap.cvars(pointers, 0.95), bootstrap.cvars(pointers, 0.95), 0.95);
  CHECK(none.low == 0);
  CHECK(none.high == 0);
}

constexpr std::size_t experiments = 400;

/// Experiments, of so many blocks of 256, whose 95 % interval holds CVaR95 of the law.
std::int64_t covered(const test::CompoundPoisson& law, std::size_t blocks) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < experiments; ++i) {
    const auto drawn = blocks_of(law.draw(blocks * 256, 100 + i), 256);
    count += holds(BlockBootstrap(blocks, i).cvar(pointers_to(drawn), 0.95, 0.95), 18.7186) ? 1 : 0;
  }
  return count;
}

/// Whether so few would come with probability below 1e-6 if intervals covered with 90 % or more.
bool too_few(std::int64_t count) {
  const boost::math::binomial_distribution<double> law(static_cast<double>(experiments), 0.90);
  return boost::math::cdf(law, static_cast<double>(count)) < test::false_alarm;
}

// n = 400 experiments of 40 blocks: the number of intervals that hold the known CVaR is at least binomial(n, 0.90).
TEST_CASE("95 percent intervals hold the known CVaR in at least 90 percent of samples") {
  const std::int64_t count = covered({}, 40);
  INFO(count << " of " << experiments);
  CHECK_FALSE(too_few(count));
}

TEST_CASE("negative control: a law whose CVaR is some 5 percent greater is rejected") {
  CHECK(too_few(covered({2.15, 2.4}, 40)));
}

}  // namespace
}  // namespace convoyrisk::experiment
