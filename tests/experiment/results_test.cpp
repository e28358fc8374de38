#include "experiment/results.hpp"

#include <catch2/catch.hpp>

#include "experiment/experiment.hpp"
#include "experiment/summary.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

Results everything(std::int64_t replications) {
  const model::World world(test::read_file("tests/scenario/data/everything.yaml"));
  Settings settings;
  settings.replications = replications;
  settings.threads = 2;
  settings.policies = {PolicyId(0), PolicyId(1), PolicyId(2)};
  return run_experiment(world, settings);
}

double value(const Results& results, std::size_t policy, std::size_t replication, model::Outcome which) {
  return results.policies[policy].values[replication][static_cast<std::size_t>(which)];
}

TEST_CASE("moments are those of the values kept") {
  const Results results = everything(300);
  for (std::size_t i = 0; i < model::outcome_count; ++i) {
    INFO(model::outcome_infos()[i].name);
    stats::Moments direct;
    for (const auto& values : results.policies[2].values) {
      direct.add(values[i]);
    }
    CHECK(results.policies[2].outcomes[i].mean() == Approx(direct.mean()).epsilon(1e-12).margin(1e-15));
    CHECK(results.policies[2].outcomes[i].variance() == Approx(direct.variance()).epsilon(1e-10).margin(1e-15));
  }
}

TEST_CASE("differences are paired replication by replication") {
  const Results results = everything(300);
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    stats::Moments direct;
    for (std::size_t r = 0; r < 300; ++r) {
      direct.add(value(results, 1, r, info.outcome) - value(results, 0, r, info.outcome));
    }
    const stats::Moments& paired = results.against_baseline[1].difference[static_cast<std::size_t>(info.outcome)];
    CHECK(paired.mean() == Approx(direct.mean()).epsilon(1e-12).margin(1e-12));
    CHECK(paired.variance() == Approx(direct.variance()).epsilon(1e-10).margin(1e-12));
  }
  CHECK(results.against_baseline[0].difference[static_cast<std::size_t>(model::Outcome::cost)].variance() == 0);
}

TEST_CASE("control pairs hold the conditional and what the count adds to it") {
  const Results results = everything(300);
  for (std::size_t i = 0; i < controlled_outcomes.size(); ++i) {
    const model::Outcome count = controlled_outcomes[i];
    CHECK(controlled_index(count) == i);
    stats::PairedMoments direct;
    for (std::size_t r = 0; r < 300; ++r) {
      const double conditional = value(results, 2, r, *model::conditional_of(count));
      direct.add(conditional, value(results, 2, r, count) - conditional);
    }
    CHECK(results.policies[2].controlled[i].pairs().mean_x() == Approx(direct.mean_x()).epsilon(1e-12).margin(1e-15));
    CHECK(results.policies[2].controlled[i].pairs().mean_y() == Approx(direct.mean_y()).epsilon(1e-9).margin(1e-12));
  }
  CHECK(controlled_index(model::Outcome::attacks) == controlled_outcomes.size());
}

TEST_CASE("the histogram of deaths holds every replication") {
  const Results results = everything(300);
  std::int64_t replications = 0;
  std::int64_t dead = 0;
  const auto& histogram = results.policies[0].total_killed;
  for (std::size_t n = 0; n < histogram.size(); ++n) {
    replications += histogram[n];
    dead += histogram[n] * static_cast<std::int64_t>(n);
  }
  CHECK(replications == 300);
  CHECK(static_cast<double>(dead) / 300 ==
        Approx(results.policies[0].outcomes[static_cast<std::size_t>(model::Outcome::killed_total)].mean()));
}

TEST_CASE("a summary gives each outcome its mean and each chance of deaths its share") {
  const Results results = everything(300);
  const spec::Scenario scenario = test::read_file("tests/scenario/data/everything.yaml");
  const Summary summary = summarise(scenario, results, 1, 0.95);
  REQUIRE(summary.policies.size() == 3);
  CHECK(summary.replications == 300);
  const auto& row = summary.policies[2];
  CHECK(row.name == "everything");
  const auto cost = static_cast<std::size_t>(model::Outcome::cost);
  CHECK(row.outcomes[cost].estimate.mean == results.policies[2].outcomes[cost].mean());
  CHECK(row.difference[cost].estimate.mean == results.against_baseline[2].difference[cost].mean());
  const auto total = static_cast<std::size_t>(model::Outcome::killed_total);
  const stats::ControlledEstimate controlled = stats::controlled_estimate(results.policies[2].controlled[3], 0.95);
  CHECK(row.outcomes[total].estimate.mean == controlled.estimate.mean);
  CHECK(row.outcomes[total].plain_mean == results.policies[2].outcomes[total].mean());
  const auto with_deaths =
      std::ranges::count_if(results.policies[2].values, [&](const auto& v) { return v[total] >= 1; });
  REQUIRE(row.chances.size() == 2);
  CHECK(row.chances[0].dead == 1);
  CHECK(row.chances[0].probability == Approx(static_cast<double>(with_deaths) / 300));
  CHECK(row.chances[0].interval.low < row.chances[0].probability);
  CHECK(row.chances[0].interval.high > row.chances[0].probability);
}

}  // namespace
}  // namespace convoyrisk::experiment
