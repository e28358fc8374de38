// KN on block means of the engine: common random numbers, skewed counts, unequal variances.
#include "stats/selection.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "coverage/study.hpp"
#include "experiment/summary/stopping.hpp"

namespace convoyrisk::test {
namespace {

using model::Outcome;

/// Block means of an outcome of killed_total, moved by constants so that the last policy is better than every other by
/// just delta: the hardest case that the guarantee covers.
std::vector<std::vector<double>> slippage(BlockSpan blocks, const experiment::OutcomeMoments& truth, Outcome outcome,
                                          double delta) {
  std::vector<std::vector<double>> rows;
  for (const experiment::BlockSums& block : blocks) {
    std::vector<double>& row = rows.emplace_back();
    for (std::size_t policy = 0; policy < corridor_policies; ++policy) {
      const double mean = experiment::estimate(truth, Outcome::killed_total, {policy}, 0.95).mean;
      row.push_back(block.points.front().moments.mean(outcome, policy) - mean - (policy == varied_hours ? delta : 0));
    }
  }
  return rows;
}

/// Selects again and again, each time from the blocks that follow.
void select(Tally& tally, const std::vector<std::vector<double>>& rows, double indifference) {
  std::size_t next = 0;
  std::size_t used = 0;
  while (true) {
    stats::Selection selection(corridor_policies, {0, 1, 2, 3}, {0.95, indifference});
    while (next < rows.size() && !selection.add(rows[next])) {
      ++next;
    }
    if (next == rows.size()) {
      break;
    }
    ++next;
    used = next;
    tally.add(selection.verdict().winner == varied_hours);
  }
  fmt::print("  {:.1f} blocks on average\n", static_cast<double>(used) / static_cast<double>(tally.experiments()));
}

TEST_CASE("KN on block means selects the best as often as it promises, an indifference ten times too large does not") {
  const std::vector<experiment::BlockSums> blocks = simulate_blocks(corridor(), experiment_blocks(), experiment_seed);
  const experiment::OutcomeMoments truth = moments_of(simulate_blocks(corridor(), truth_blocks(), truth_seed));
  struct Measure {
    std::string name;
    Outcome outcome;
    double delta;
  };
  for (const Measure& measure : {Measure{"killed_total_conditional", Outcome::killed_total_conditional, 0.01},
                                 Measure{"killed_total", Outcome::killed_total, 0.03}}) {
    const auto rows = slippage(blocks, truth, measure.outcome, measure.delta);
    Tally tally("selected: " + measure.name);
    Tally control("selected: " + measure.name + ", claimed delta ten times the true one");
    select(tally, rows, measure.delta);
    select(control, slippage(blocks, truth, measure.outcome, measure.delta / 4), 2.5 * measure.delta);
    INFO(measure.name);
    CHECK(tally.at_least(0.95));
    CHECK_FALSE(control.at_least(0.95));
  }
}

}  // namespace
}  // namespace convoyrisk::test
