// Intervals of runs that ended because they were narrow enough.
#include "experiment/summary/stopping.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "coverage/study.hpp"
#include "model/history/replication.hpp"
#include "stats/co_moments.hpp"

namespace convoyrisk::test {
namespace {

using experiment::Contrast;
using experiment::OutcomeMoments;

struct Asked {
  std::string of;
  Contrast contrast;
  double share;  ///< half-width, of the baseline's mean
};

const std::vector<Asked> asked{
    {"killed_total", {as_it_is}, 0.097}, {"killed_total", {as_it_is}, 0.03}, {"killed_total", {escort, as_it_is}, 0.03},
    {"attacks", {as_it_is}, 0.13},       {"attacks", {as_it_is}, 0.04},      {"attacks", {escort, as_it_is}, 0.02},
};

spec::Precision precision_of(const Asked& a) {
  spec::Precision precision;
  precision.of = a.of;
  precision.half_width = a.share;
  precision.relative = true;
  precision.policy = PolicyId(a.contrast.policy);
  if (a.contrast.minus) {
    precision.against = PolicyId(*a.contrast.minus);
  }
  return precision;
}

experiment::Plan corridor_plan() {
  experiment::Plan plan;
  for (std::size_t policy = 0; policy < corridor_policies; ++policy) {
    plan.policies.emplace_back(policy);
  }
  return plan;
}

/// How many blocks from here on a run takes until it stops; none if they do not suffice.
std::optional<std::size_t> blocks_until_stop(const Asked& a, BlockSpan blocks) {
  experiment::PrecisionRule rule({precision_of(a)}, corridor_plan());
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (rule.add(blocks[i])) {
      return i + 1;
    }
  }
  return std::nullopt;
}

void check_stops(const Asked& a, const std::vector<experiment::BlockSums>& blocks, const OutcomeMoments& truth) {
  const model::Outcome outcome = *model::find_outcome(a.of);
  const double mean = estimate(truth, outcome, a.contrast, 0.95).mean;
  const std::string name =
      fmt::format("{}{} to {:.3g} %", a.of, a.contrast.minus ? ", difference," : "", 100 * a.share);
  Tally tally("stopped: " + name);
  Tally control("stopped: " + name + ", half as wide");
  std::size_t first = 0;
  std::size_t runs = 0;
  while (const auto count = blocks_until_stop(a, BlockSpan(blocks).subspan(first))) {
    const OutcomeMoments sample = moments_of(BlockSpan(blocks).subspan(first, *count));
    const stats::Interval interval = estimate(sample, outcome, a.contrast, 0.95).interval;
    tally.add(holds(interval, mean));
    control.add(holds(narrowed(interval, 0.5), mean));
    first += *count;
    ++runs;
  }
  fmt::print("  {:.2f} blocks on average\n", static_cast<double>(first) / static_cast<double>(runs));
  INFO(name);
  CHECK(tally.is_about_95_percent());
  CHECK_FALSE(control.at_least(0.94));
}

TEST_CASE("95 percent intervals hold the truth that often where runs stop because they are narrow enough") {
  const std::vector<experiment::BlockSums> blocks = simulate_blocks(corridor(), experiment_blocks(), experiment_seed);
  const OutcomeMoments truth = moments_of(simulate_blocks(corridor(), truth_blocks(), truth_seed));
  for (const Asked& a : asked) {
    check_stops(a, blocks, truth);
  }
}

/// Attacks of replications from `first` on, until Student's interval is narrow enough; it looks after every replication
/// from the fifth on.
struct Impatient {
  std::int64_t first;
  stats::Interval interval;
  std::int64_t used;
};

Impatient run_impatiently(model::Replication& replication, std::int64_t first, double share) {
  stats::CoMoments moments(1, std::make_shared<const std::vector<stats::CoMoments::Pair>>(1));
  model::ReplicationResult result;
  for (std::int64_t i = first;; ++i) {
    replication.run(PolicyId(as_it_is), experiment_seed, static_cast<std::uint64_t>(i), result);
    const double attacks = result.outcomes[model::Outcome::attacks];
    moments.add(std::span(&attacks, 1));
    const stats::Interval interval =
        stats::mean_estimate({moments.count(), moments.mean(0), moments.covariance(0)}, 0.95).interval;
    if (moments.count() >= 5 && (interval.high - interval.low) / 2 <= share * moments.mean(0)) {
      return {first, interval, moments.count()};
    }
  }
}

TEST_CASE("negative control: a run that looks after every replication stops on luck and is rejected") {
  const model::World world(corridor());
  model::Replication replication(world);
  const double mean =
      moments_of(simulate_blocks(corridor(), truth_blocks(), truth_seed)).mean(model::Outcome::attacks, as_it_is);
  const std::size_t experiments = 20000 * scale();
  Tally tally("stopped: attacks to 50 %, looking after every replication");
  std::int64_t next = 0;
  for (std::size_t experiment = 0; experiment < experiments; ++experiment) {
    const Impatient run = run_impatiently(replication, next, 0.5);
    tally.add(holds(run.interval, mean));
    next += run.used;
  }
  fmt::print("  {:.1f} replications on average\n", static_cast<double>(next) / static_cast<double>(experiments));
  CHECK_FALSE(tally.at_least(0.94));
}

}  // namespace
}  // namespace convoyrisk::test
