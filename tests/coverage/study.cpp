#include "coverage/study.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/binomial.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "experiment/run/experiment.hpp"
#include "random/scrambling.hpp"
#include "scenario/study/reader.hpp"
#include "support/scenarios.hpp"
#include "support/source_dir.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::test {
namespace {

experiment::Plan plan_of(std::size_t policies, std::size_t blocks, std::uint64_t seed) {
  experiment::Plan plan;
  for (std::size_t policy = 0; policy < policies; ++policy) {
    plan.policies.emplace_back(policy);
  }
  plan.seed = seed;
  plan.replications = static_cast<std::int64_t>(blocks) * experiment::block_size;
  return plan;
}

}  // namespace

std::size_t scale() {
  const char* text = std::getenv("CONVOYRISK_COVERAGE_SCALE");  // NOLINT(concurrency-mt-unsafe): one thread
  return text == nullptr ? 1 : std::stoul(text);
}

std::size_t experiment_blocks() { return 4096 * scale(); }
std::size_t truth_blocks() { return 1024 * scale(); }

spec::Scenario corridor() { return read_file("tests/coverage/corridor.yaml"); }

std::vector<experiment::BlockSums> simulate_blocks(const spec::Scenario& scenario, std::size_t count,
                                                   std::uint64_t seed) {
  const auto world = std::make_shared<const model::World>(scenario);
  const experiment::Plan plan = plan_of(scenario.policies.size(), count, seed);
  const experiment::Worlds worlds = [&world](std::size_t, std::size_t) { return world; };
  return run_experiment(plan, worlds, 1, {.outcomes = false}, no_results(plan, worlds), plan.block_count()).blocks;
}

std::vector<experiment::BlockSums> simulate_draws(std::size_t draws, std::size_t size, std::int64_t inner,
                                                  std::uint64_t seed) {
  scenario::Changes changes;
  changes.overrides = {scenario::parse_override("run.seed=" + std::to_string(seed))};
  const auto path = std::filesystem::path(tests::source_dir) / "tests/coverage/corridor.yaml";
  const scenario::Study study = scenario::read_study(path, changes);
  experiment::Plan plan = plan_of(corridor_policies, 0, seed);
  plan.draws = static_cast<std::int64_t>(draws);
  plan.replications = inner;
  const std::size_t rounds = (size + random::draws_of_round - 1) / random::draws_of_round;
  const experiment::Worlds worlds = [&](std::size_t point, std::size_t draw) {
    const std::size_t begins = draw / size * rounds * random::draws_of_round;
    return std::make_shared<const model::World>(study.scenario(point, begins + draw % size));
  };
  return run_experiment(plan, worlds, 1, {.outcomes = false}, no_results(plan, worlds), plan.block_count()).blocks;
}

experiment::OutcomeMoments means_of(BlockSpan draws) {
  experiment::Plan plan;
  plan.draws = static_cast<std::int64_t>(draws.size());
  plan.policies.resize(corridor_policies);
  experiment::Units units(plan, 1);
  for (const experiment::BlockSums& block : draws) {
    units.add(block);
  }
  units.close();
  return units.at(0);
}

experiment::OutcomeMoments moments_of(BlockSpan blocks) {
  experiment::OutcomeMoments moments(blocks.front().points.front().policies.size());
  for (const experiment::BlockSums& block : blocks) {
    moments.merge(block.points.front().moments);
  }
  return moments;
}

stats::Histogram killed_of(BlockSpan blocks, std::size_t policy) {
  stats::Histogram histogram;
  for (const experiment::BlockSums& block : blocks) {
    histogram.merge(block.points.front().policies[policy].tails[*experiment::tail_index(model::Outcome::killed_total)]);
  }
  return histogram;
}

stats::Interval narrowed(const stats::Interval& interval, double factor) {
  const double middle = (interval.low + interval.high) / 2;
  const double reach = (interval.high - interval.low) / 2 * factor;
  return {middle - reach, middle + reach};
}

bool holds(const stats::Interval& interval, double truth) { return interval.low <= truth && truth <= interval.high; }

Tally::~Tally() { fmt::print("{:<72}{:>7} of {:>7}  {:6.2f} %\n", title_, right_, experiments_, 100 * share()); }

bool Tally::at_least(double promised) const {
  const boost::math::binomial_distribution<double> law(static_cast<double>(experiments_), promised);
  return cdf(law, static_cast<double>(right_)) > false_alarm / tally_bounds;
}

bool Tally::at_most(double promised) const {
  const boost::math::binomial_distribution<double> law(static_cast<double>(experiments_), promised);
  return right_ == 0 || cdf(complement(law, static_cast<double>(right_ - 1))) > false_alarm / tally_bounds;
}

}  // namespace convoyrisk::test
