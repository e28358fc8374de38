// Chances of deaths within the horizon, and the mean of the worst replications.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "coverage/study.hpp"
#include "experiment/summary/tail_summaries.hpp"
#include "experiment/summary/worst.hpp"

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
    const stats::Interval interval = experiment::Worst(histograms, level).interval(0.95);
    tally.add(holds(interval, truth));
    control.add(holds(narrowed(interval, 0.5), truth));
  }
  INFO("CVaR at " << level << " of " << size << " blocks");
  CHECK(tally.at_least(0.94));
  CHECK_FALSE(control.at_least(0.94));
}

/// By pair of policies, of the chance of so many dead or of a mean of the worst.
using Differences = std::vector<experiment::TailDifference>;

Differences differences_of(BlockSpan blocks, const auto& number) {
  experiment::Results results;
  results.policy_names.resize(corridor_policies);
  results.blocks.assign(blocks.begin(), blocks.end());
  results.replications = static_cast<std::int64_t>(256 * blocks.size());
  Differences list;
  const experiment::PointTails tails = experiment::tails_of({}, results, 0, 0.95);
  for (const experiment::TailDifferences& pair : tails.pairs) {
    list.push_back(number(pair));
  }
  return list;
}

bool all_hold(const Differences& found, const Differences& truth, double factor) {
  bool hold = true;
  for (std::size_t pair = 0; pair < found.size(); ++pair) {
    hold = hold && holds(narrowed(found[pair].interval, factor), truth[pair].difference);
  }
  return hold;
}

/// Whether the intervals of all pairs hold together, in groups of so many blocks.
void check_differences(const Runs& runs, const std::string& what, std::size_t size, double promised,
                       const auto& number) {
  const Differences truth = differences_of(runs.truth, number);
  Tally tally(fmt::format("n = {}: {}, all pairs", 256 * size, what));
  Tally control(fmt::format("n = {}: {}, all pairs, 0.4 as wide", 256 * size, what));
  for (std::size_t first = 0; first + size <= runs.blocks.size(); first += size) {
    const Differences found = differences_of(BlockSpan(runs.blocks).subspan(first, size), number);
    tally.add(all_hold(found, truth, 1));
    control.add(all_hold(found, truth, 0.4));
  }
  INFO(what);
  CHECK(tally.at_least(promised));
  CHECK_FALSE(control.at_least(promised));
}

TEST_CASE("intervals of how chances and CVaR differ between policies hold together as often as they should") {
  const Runs runs;
  for (std::size_t i = 0; i < experiment::death_thresholds.size(); ++i) {
    for (const std::size_t size : {2U, 20U}) {
      check_differences(runs, fmt::format("chance of {} or more dead", experiment::death_thresholds[i]), size, 0.95,
                        [i](const experiment::TailDifferences& pair) { return pair.chances[i]; });
    }
  }
  const std::size_t killed = *experiment::tail_index(model::Outcome::killed_total) * experiment::tail_levels.size();
  for (std::size_t level = 0; level < experiment::tail_levels.size(); ++level) {
    check_differences(runs, fmt::format("CVaR at {}", experiment::tail_levels[level]), 20, 0.90,
                      [&](const experiment::TailDifferences& pair) { return pair.cvars[killed + level]; });
  }
}

TEST_CASE("exact intervals of chances and intervals of CVaR hold the truth as often as they should") {
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
