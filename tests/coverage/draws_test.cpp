// Intervals over draws of uncertain parameters against the mean over their laws.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "coverage/study.hpp"
#include "experiment/summary/stopping.hpp"
#include "experiment/summary/worst.hpp"

namespace convoyrisk::test {
namespace {

using experiment::Contrast;
using experiment::OutcomeMoments;
using model::Outcome;

constexpr std::int64_t inner = 16;

struct Wanted {
  std::string name;
  Outcome outcome;
  Contrast contrast;
  bool apart;  ///< draws differ enough for intervals as if replications were independent to be rejected
};

const std::vector<Wanted> means{
    {"killed_total, as it is", Outcome::killed_total, {as_it_is}, true},
    {"killed_total, escort minus as it is", Outcome::killed_total, {escort, as_it_is}, true},
    {"killed_total, varied hours minus as it is", Outcome::killed_total, {varied_hours, as_it_is}, false},
    {"attacks, as it is", Outcome::attacks, {as_it_is}, false},
};

struct Runs {
  explicit Runs(std::size_t size) : draws(simulate_draws(15'000 * scale(), size, inner, experiment_seed)) {}

  std::vector<experiment::BlockSums> draws;
  std::vector<experiment::BlockSums> truth = simulate_draws(8'000 * scale(), 8'000 * scale(), inner, truth_seed);
};

void check_means(std::size_t size) {
  const Runs runs(size);
  const OutcomeMoments all = means_of(runs.truth);
  for (const Wanted& wanted : means) {
    const std::string title = fmt::format("{} draws of {}: {}", size, inner, wanted.name);
    Tally tally(title);
    Tally student(title + ", Student's");
    Tally half(title + ", half as wide");
    Tally pooled(title + ", as if independent");
    const Outcome judged = model::conditional_of(wanted.outcome).value_or(wanted.outcome);
    const double mean = estimate(all, wanted.outcome, wanted.contrast, 0.95).mean;
    for (std::size_t first = 0; first + size <= runs.draws.size(); first += size) {
      const BlockSpan one = BlockSpan(runs.draws).subspan(first, size);
      const OutcomeMoments sample = means_of(one);
      const stats::Interval interval = estimate(sample, wanted.outcome, wanted.contrast, 0.95).interval;
      tally.add(holds(interval, mean));
      half.add(holds(narrowed(interval, 0.5), mean));
      student.add(holds(stats::mean_estimate(sample.sample(judged, wanted.contrast), 0.95).interval, mean));
      pooled.add(holds(estimate(moments_of(one), wanted.outcome, wanted.contrast, 0.95).interval, mean));
    }
    INFO(title);
    CHECK(tally.at_least(0.95));
    CHECK(tally.at_most(0.965));
    CHECK_FALSE(half.at_least(0.94));
    CHECK((!wanted.apart || !pooled.at_least(0.94)));
  }
}

TEST_CASE("95 percent intervals over draws hold the mean over the laws of the parameters that often") {
  check_means(20);
  check_means(50);
}

std::vector<const stats::Histogram*> deaths_of(BlockSpan draws, std::size_t policy) {
  std::vector<const stats::Histogram*> histograms;
  for (const experiment::BlockSums& block : draws) {
    histograms.push_back(&block.points.front().policies[policy].tails[*experiment::tail_index(Outcome::killed_total)]);
  }
  return histograms;
}

TEST_CASE("over draws, intervals of the mean of the worst replications hold it as often as they should") {
  constexpr std::size_t size = 80;
  const Runs runs(size);
  const double truth = experiment::Worst(deaths_of(runs.truth, as_it_is), 0.95).cvar();
  const double gap = truth - experiment::Worst(deaths_of(runs.truth, escort), 0.95).cvar();
  const std::string title = fmt::format("{} draws of {}: CVaR at 0.95", size, inner);
  Tally tally(title);
  Tally difference(title + ", as it is minus escort");
  Tally half(title + ", half as wide");
  Tally pooled(title + ", as if independent");  // printed only: these experiments are too few to reject it
  for (std::size_t first = 0; first + size <= runs.draws.size(); first += size) {
    const BlockSpan one = BlockSpan(runs.draws).subspan(first, size);
    const experiment::Worst worst(deaths_of(one, as_it_is), 0.95);
    const stats::Interval interval = worst.interval_between_blocks(0.95);
    tally.add(holds(interval, truth));
    half.add(holds(narrowed(interval, 0.5), truth));
    difference.add(holds(worst.difference_interval(experiment::Worst(deaths_of(one, escort), 0.95), 0.95), gap));
    pooled.add(holds(worst.interval(0.95), truth));
  }
  CHECK(tally.at_least(0.94));
  CHECK(difference.at_least(0.94));
  CHECK_FALSE(half.at_least(0.94));
}

}  // namespace
}  // namespace convoyrisk::test
