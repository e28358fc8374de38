// Intervals over draws of uncertain parameters against the mean over their laws.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>

#include "coverage/study.hpp"
#include "experiment/experiment.hpp"
#include "experiment/stopping.hpp"
#include "scenario/reader.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::test {
namespace {

using experiment::Contrast;
using experiment::OutcomeMoments;
using model::Outcome;

constexpr std::size_t draws = 50;
constexpr std::int64_t inner = 16;

scenario::Study study(std::uint64_t seed) {
  scenario::Changes changes;
  changes.overrides = {scenario::parse_override("run.seed=" + std::to_string(seed))};
  return scenario::read_study(std::filesystem::path(tests::source_dir) / "tests/coverage/corridor.yaml", changes);
}

/// Each draw is a block.
std::vector<experiment::BlockSums> simulate_draws(std::uint64_t seed, std::size_t count) {
  const scenario::Study drawn = study(seed);
  experiment::Plan plan;
  for (std::size_t policy = 0; policy < corridor_policies; ++policy) {
    plan.policies.emplace_back(policy);
  }
  plan.seed = seed;
  plan.draws = static_cast<std::int64_t>(count);
  plan.replications = inner;
  const experiment::Worlds worlds = [&](std::size_t point, std::size_t draw) {
    return std::make_shared<const model::World>(drawn.scenario(point, draw));
  };
  return run_experiment(plan, worlds, 1, {.outcomes = false}, no_results(plan, worlds), plan.block_count()).blocks;
}

/// As engine/experiment/results.cpp does for a run with draws.
OutcomeMoments means_of(BlockSpan blocks) {
  OutcomeMoments moments(corridor_policies);
  for (const experiment::BlockSums& block : blocks) {
    moments.add_means(block.points.front().moments);
  }
  return moments;
}

TEST_CASE("95 percent intervals over draws hold the mean over the laws of the parameters that often") {
  const std::vector<experiment::BlockSums> blocks = simulate_draws(experiment_seed, draws * 300 * scale());
  const OutcomeMoments truth = means_of(simulate_draws(truth_seed, 5000 * scale()));
  struct Wanted {
    std::string name;
    Outcome outcome;
    Contrast contrast;
  };
  for (const Wanted& wanted : {Wanted{"killed_total, as it is", Outcome::killed_total, {as_it_is}},
                               Wanted{"killed_total, escort minus as it is", Outcome::killed_total, {escort, as_it_is}},
                               Wanted{"attacks, as it is", Outcome::attacks, {as_it_is}}}) {
    Tally tally(fmt::format("{} draws of {}: {}", draws, inner, wanted.name));
    Tally half(fmt::format("{} draws of {}: {}, half as wide", draws, inner, wanted.name));
    Tally pooled(fmt::format("{} draws of {}: {}, as if independent", draws, inner, wanted.name));
    const double mean = estimate(truth, wanted.outcome, wanted.contrast, 0.95).mean;
    for (std::size_t first = 0; first < blocks.size(); first += draws) {
      const BlockSpan one = BlockSpan(blocks).subspan(first, draws);
      const stats::Interval interval = estimate(means_of(one), wanted.outcome, wanted.contrast, 0.95).interval;
      tally.add(holds(interval, mean));
      half.add(holds(narrowed(interval, 0.5), mean));
      pooled.add(holds(estimate(moments_of(one), wanted.outcome, wanted.contrast, 0.95).interval, mean));
    }
    INFO(wanted.name);
    CHECK(tally.is_about_95_percent());
    CHECK_FALSE(half.at_least(0.94));
    if (wanted.outcome == Outcome::killed_total) {
      CHECK_FALSE(pooled.at_least(0.94));
    }
  }
}

}  // namespace
}  // namespace convoyrisk::test
