// Chances of deaths within the horizon, and the mean of the worst replications.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "coverage/study.hpp"
#include "experiment/bootstrap.hpp"

namespace convoyrisk::test {
namespace {

struct Runs {
  std::vector<experiment::BlockSums> blocks = simulate_blocks(corridor(), experiment_blocks(), experiment_seed);
  std::vector<experiment::BlockSums> truth = simulate_blocks(corridor(), truth_blocks(), truth_seed);
};

void check_chance(const Runs& runs, std::size_t size, std::int64_t dead) {
  const stats::Histogram all = killed_of(runs.truth, as_it_is);
  const double truth = static_cast<double>(all.exceedance(dead)) / static_cast<double>(all.count());
  Tally tally(fmt::format("n = {}: chance of {} or more dead", 256 * size, dead));
  Tally control(fmt::format("n = {}: chance of {} or more dead, half as wide", 256 * size, dead));
  for (std::size_t first = 0; first + size <= runs.blocks.size(); first += size) {
    const stats::Histogram sample = killed_of(BlockSpan(runs.blocks).subspan(first, size), as_it_is);
    const stats::Interval interval = stats::clopper_pearson(sample.exceedance(dead), sample.count(), 0.95);
    tally.add(holds(interval, truth));
    control.add(holds(narrowed(interval, 0.5), truth));
  }
  INFO("n = " << 256 * size << ", " << dead << " dead: " << truth);
  CHECK(tally.at_least(0.95));
  CHECK_FALSE(control.at_least(0.95));
}

/// In groups of so many blocks.
void check_cvar(const Runs& runs, std::size_t size, double level) {
  const double truth = stats::cvar(killed_of(runs.truth, as_it_is), level);
  Tally tally(fmt::format("n = {}: CVaR at {}", 256 * size, level));
  Tally control(fmt::format("n = {}: CVaR at {}, half as wide", 256 * size, level));
  for (std::size_t first = 0; first + size <= runs.blocks.size(); first += size) {
    std::vector<const stats::Histogram*> histograms;
    for (const experiment::BlockSums& block : BlockSpan(runs.blocks).subspan(first, size)) {
      histograms.push_back(
          &block.points.front().policies[as_it_is].tails[*experiment::tail_index(model::Outcome::killed_total)]);
    }
    const stats::Interval interval = experiment::BlockBootstrap(size, first + 1).cvar(histograms, level, 0.95);
    tally.add(holds(interval, truth));
    control.add(holds(narrowed(interval, 0.5), truth));
  }
  INFO("CVaR at " << level << " of " << size << " blocks");
  CHECK(tally.at_least(0.90));
  CHECK_FALSE(control.at_least(0.90));
}

TEST_CASE("exact intervals of chances and bootstrap intervals of CVaR hold the truth as often as they should") {
  const Runs runs;
  for (const std::size_t size : {1U, 4U}) {
    for (const std::int64_t dead : {1, 5, 10}) {
      check_chance(runs, size, dead);
    }
  }
  for (const std::size_t size : {20U, 40U}) {
    for (const double level : {0.95, 0.99}) {
      check_cvar(runs, size, level);
    }
  }
}

}  // namespace
}  // namespace convoyrisk::test
