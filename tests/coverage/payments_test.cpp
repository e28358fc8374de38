// Ratios of extra cost to deaths averted, by single replications.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <optional>

#include "coverage/study.hpp"
#include "experiment/summary/choice.hpp"

namespace convoyrisk::test {
namespace {

using experiment::OutcomeMoments;

/// Without other policies, so that the intervals are for one pair.
spec::Scenario two_policies() {
  spec::Scenario scenario = corridor();
  scenario.policies.resize(escort + 1);
  return scenario;
}

stats::CostPerDeathAverted found(const OutcomeMoments& moments) {
  return experiment::payments(moments, {}).at(escort).value().cost;
}

TEST_CASE("95 percent sets of cost per death averted hold the true ratio that often, the ratio alone would not") {
  const OutcomeMoments truth = moments_of(simulate_blocks(two_policies(), truth_blocks(), truth_seed));
  const double ratio = found(truth).ratio.value();
  const std::vector<experiment::BlockSums> blocks =
      simulate_blocks(two_policies(), experiment_blocks(), experiment_seed);
  for (const std::size_t size : {1U, 4U, 16U}) {
    Tally tally(fmt::format("n = {}: cost per death averted", 256 * size));
    Tally control(fmt::format("n = {}: cost per death averted, half as wide", 256 * size));
    for (std::size_t first = 0; first + size <= blocks.size(); first += size) {
      const stats::CostPerDeathAverted cost = found(moments_of(BlockSpan(blocks).subspan(first, size)));
      const stats::RatioSet set = cost.set.value_or(stats::RatioSet{});
      tally.add(set.holds(ratio));
      control.add(set.kind == stats::RatioSet::Kind::interval && holds(narrowed(set.bounds, 0.5), ratio));
    }
    INFO("n = " << 256 * size);
    CHECK(tally.is_about_95_percent());
    CHECK_FALSE(control.at_least(0.94));
  }
}

}  // namespace
}  // namespace convoyrisk::test
