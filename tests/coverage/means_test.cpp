// Intervals of means and of paired differences, one by one and all pairs together.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "coverage/study.hpp"
#include "experiment/summary/stopping.hpp"
#include "stats/simultaneous.hpp"

namespace convoyrisk::test {
namespace {

using experiment::Contrast;
using experiment::OutcomeMoments;
using model::Outcome;

struct Wanted {
  std::string name;
  Outcome outcome;
  Contrast contrast;
};

const std::vector<Wanted> means{
    {"killed_total, as it is", Outcome::killed_total, {as_it_is}},
    {"killed_total, escort", Outcome::killed_total, {escort}},
    {"killed_total, escort minus as it is", Outcome::killed_total, {escort, as_it_is}},
    {"killed_total, varied hours minus as it is", Outcome::killed_total, {varied_hours, as_it_is}},
    {"attacks, as it is", Outcome::attacks, {as_it_is}},
    {"attacks, escort minus as it is", Outcome::attacks, {escort, as_it_is}},
    {"injured_total, as it is", Outcome::injured_total, {as_it_is}},
    {"injured_total, escort minus as it is", Outcome::injured_total, {escort, as_it_is}},
};

const std::vector<Contrast> all_pairs{{1, 0}, {2, 0}, {3, 0}, {2, 1}, {3, 1}, {3, 2}};

/// BlockSpan of experiments and of the truth, simulated once a process.
struct Runs {
  std::vector<experiment::BlockSums> blocks = simulate_blocks(corridor(), experiment_blocks(), experiment_seed);
  OutcomeMoments truth = moments_of(simulate_blocks(corridor(), truth_blocks(), truth_seed));

  [[nodiscard]] double mean(Outcome outcome, Contrast contrast) const {
    return experiment::estimate(truth, outcome, contrast, 0.95).mean;
  }
  /// One experiment after the other, of so many blocks each.
  template <class Function>
  void experiments(std::size_t size, const Function& function) const {
    for (std::size_t first = 0; first + size <= blocks.size(); first += size) {
      function(moments_of(BlockSpan(blocks).subspan(first, size)));
    }
  }
};

bool all_hold(const Runs& runs, const OutcomeMoments& sample, double confidence) {
  return std::ranges::all_of(all_pairs, [&](Contrast pair) {
    const auto outcome = Outcome::killed_total;
    return holds(estimate(sample, outcome, pair, confidence).interval, runs.mean(outcome, pair));
  });
}

/// Intervals that are given: too few events have none. Where hardly any experiment has enough, those that have are the
/// lucky ones, and their share says nothing.
void check_means(const Runs& runs, std::size_t size) {
  for (const Wanted& wanted : means) {
    Tally tally(fmt::format("n = {}: {}", 256 * size, wanted.name));
    Tally control(fmt::format("n = {}: {}, half as wide", 256 * size, wanted.name));
    const double truth = runs.mean(wanted.outcome, wanted.contrast);
    std::int64_t without = 0;
    runs.experiments(size, [&](const OutcomeMoments& sample) {
      const stats::Interval interval = estimate(sample, wanted.outcome, wanted.contrast, 0.95).interval;
      if (std::isfinite(interval.low)) {
        tally.add(holds(interval, truth));
        control.add(holds(narrowed(interval, 0.5), truth));
      } else {
        ++without;
      }
    });
    if (without > tally.experiments()) {
      CHECK(size == 1);
      continue;
    }
    INFO(wanted.name << ", n = " << 256 * size);
    CHECK(tally.is_about_95_percent());
    CHECK_FALSE(control.at_least(0.94));
  }
}

void check_together(const Runs& runs, std::size_t size) {
  Tally together(fmt::format("n = {}: all pairs together", 256 * size));
  Tally control(fmt::format("n = {}: all pairs, by intervals for one", 256 * size));
  const double each = stats::bonferroni_confidence(0.95, all_pairs.size());
  runs.experiments(size, [&](const OutcomeMoments& sample) {
    together.add(all_hold(runs, sample, each));
    control.add(all_hold(runs, sample, 0.95));
  });
  INFO("n = " << 256 * size);
  CHECK(together.at_least(0.95));
  if (size == 1) {  // few longer experiments do not tell 88 from 95 percent
    CHECK_FALSE(control.at_least(0.94));
  }
}

TEST_CASE("95 percent intervals of means and of paired differences hold the truth that often, all pairs together too") {
  const Runs runs;
  for (const std::size_t size : {1U, 4U, 16U}) {
    check_means(runs, size);
    check_together(runs, size);
  }
}

/// Attackers who hardly ever attack: some 20 replications of 256 have a death.
spec::Scenario rarely() {
  spec::Scenario scenario = corridor();
  scenario.threat.groups[0].engage = 0.01;
  scenario.threat.background.reset();
  return scenario;
}

/// The interval as it would be if b were fitted to any counts.
stats::Interval fitted(const OutcomeMoments& sample, Contrast contrast) {
  stats::ControlledSample controlled =
      sample.controlled_sample(*experiment::controlled_index(Outcome::killed_total), contrast);
  controlled.nonzero_counts = controlled.count;
  return stats::controlled_estimate(controlled, 0.95).estimate.interval;
}

TEST_CASE("intervals of rare deaths hold the truth, those with b fitted to a few deaths do not") {
  const std::vector<experiment::BlockSums> blocks = simulate_blocks(rarely(), experiment_blocks() / 2, experiment_seed);
  const OutcomeMoments truth = moments_of(simulate_blocks(rarely(), truth_blocks(), truth_seed));
  for (const Contrast contrast : {Contrast{as_it_is}, Contrast{escort, as_it_is}}) {
    const double mean = experiment::estimate(truth, Outcome::killed_total, contrast, 0.95).mean;
    Tally tally(fmt::format("n = 256: rare deaths, {}", contrast.minus ? "escort minus as it is" : "as it is"));
    Tally control(fmt::format("n = 256: rare deaths, b fitted, {}", contrast.minus ? "difference" : "as it is"));
    for (const experiment::BlockSums& block : blocks) {
      const OutcomeMoments& sample = block.points.front().moments;
      tally.add(holds(experiment::estimate(sample, Outcome::killed_total, contrast, 0.95).interval, mean));
      control.add(holds(fitted(sample, contrast), mean));
    }
    CHECK(tally.is_about_95_percent());
    CHECK_FALSE(control.at_least(0.94));
  }
}

}  // namespace
}  // namespace convoyrisk::test
