#include "experiment/summary/stopping.hpp"

#include <catch2/catch.hpp>

#include "experiment/run/experiment.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

/// Whether the precision is reached after two blocks.
bool reached(const test::Blocks& blocks, const spec::Precision& precision) {
  const auto world = std::make_shared<const model::World>(test::read(blocks));
  const Worlds worlds = [&world](std::size_t, std::size_t) { return world; };
  Plan plan;
  plan.replications = 2 * block_size;
  plan.policies = {PolicyId(0)};
  const Results results = run_experiment(plan, worlds, 1, {.outcomes = false}, no_results(plan, worlds),
                                         plan.block_count(), Observer(), nullptr);
  PrecisionRule rule({precision}, plan);
  bool done = false;
  for (const BlockSums& block : results.blocks) {
    done = rule.add(block);
  }
  return done;
}

spec::Precision precision_of(const std::string& outcome, double half_width, bool relative) {
  spec::Precision precision;
  precision.of = outcome;
  precision.half_width = half_width;
  precision.relative = relative;
  return precision;
}

TEST_CASE("an outcome that has not come yet is not known, however narrow its interval") {
  const test::Blocks quiet;
  for (const char* outcome : {"vehicles_hit", "escort_injured", "interceptions_tip", "delay", "killed_total"}) {
    CAPTURE(outcome);
    CHECK_FALSE(reached(quiet, precision_of(outcome, 0.1, true)));
    CHECK_FALSE(reached(quiet, precision_of(outcome, 0.1, false)));
  }
}

TEST_CASE("an outcome that never varies is known after the first block") {
  CHECK(reached({}, precision_of("trips_arrived", 0.001, true)));
  CHECK(reached({}, precision_of("workers_delivered", 0.001, false)));
}

TEST_CASE("a precision is reached with the replications it takes, not before") {
  test::Blocks attacked;
  attacked.threat = "{groups: [], background: {rates: {plain: 1 /1000km}, modes: [{name: m, kill: 0.1, halt: 1 h}]}}";
  // 12 attacks a horizon of 400 trips: the 512 counts tell their mean within +-2.5 %.
  CHECK(reached(attacked, precision_of("vehicles_hit", 0.05, true)));
  CHECK_FALSE(reached(attacked, precision_of("vehicles_hit", 0.01, true)));
}

}  // namespace
}  // namespace convoyrisk::experiment
