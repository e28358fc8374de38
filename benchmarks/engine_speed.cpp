// What the engine takes on one thread. It runs whole experiments, with the accumulators that users pay for.
//
//   engine_speed FILE REPLICATIONS SEED [--policy NAME]... [--set PATH=VALUE]...
//
// Prints JSON: seconds to read the file and compile it, processor seconds of the replications, and the mean and
// standard error of some outcomes by policy.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "experiment/run/experiment.hpp"
#include "scenario/study/reader.hpp"

namespace {

using namespace convoyrisk;

struct Arguments {
  std::string file;
  std::int64_t replications = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> policies;
  std::vector<std::string> overrides;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

spec::Scenario read(const Arguments& arguments) {
  scenario::Overrides overrides;
  for (const std::string& text : arguments.overrides) {
    overrides.push_back(scenario::parse_override(text));
  }
  return scenario::read_scenario(arguments.file, overrides).scenario;
}

std::vector<PolicyId> find_policies(const spec::Scenario& scenario, const std::vector<std::string>& names) {
  std::vector<PolicyId> found;
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    if (names.empty() || std::ranges::find(names, scenario.policies[i].name) != names.end()) {
      found.emplace_back(i);
    }
  }
  if (found.size() != (names.empty() ? scenario.policies.size() : names.size())) {
    throw InputError("--policy: no such policy");
  }
  return found;
}

nlohmann::json summary(const experiment::OutcomeMoments& moments, std::size_t policy) {
  nlohmann::json outcomes;
  for (const char* name : {"attacks", "attacks_by_cells", "background_attacks", "background_spotted", "encounters",
                           "killed", "spotted", "stagings", "trips_scheduled"}) {
    const stats::Sample sample = moments.sample(*model::find_outcome(name), {policy});
    outcomes[name] = {{"mean", sample.mean}, {"se", stats::mean_estimate(sample, 0.95).standard_error}};
  }
  return outcomes;
}

nlohmann::json measure(const Arguments& arguments) {
  const double begin = processor_seconds();
  const auto world = std::make_shared<const model::World>(read(arguments));
  const double ready = processor_seconds();
  experiment::Plan plan;
  plan.policies = find_policies(world->scenario(), arguments.policies);
  plan.seed = arguments.seed;
  plan.replications = arguments.replications;
  const experiment::Worlds worlds = [&world](std::size_t, std::size_t) { return world; };
  const experiment::Results results =
      experiment::run_experiment(plan, worlds, 1, {.outcomes = false}, no_results(plan, worlds), plan.block_count());
  const experiment::Units sample = units(plan, results);
  const double end = processor_seconds();
  nlohmann::json report{
      {"replications", results.replications}, {"setup_seconds", ready - begin}, {"seconds", end - ready}};
  for (std::size_t i = 0; i < results.policies(); ++i) {
    report["policies"][results.policy_names[i]] = summary(sample.at(0), i);
  }
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("What the engine takes on one thread");
  app.add_option("file", arguments.file, "scenario file")->required();
  app.add_option("replications", arguments.replications)->required()->check(CLI::PositiveNumber);
  app.add_option("seed", arguments.seed)->required();
  app.add_option("--policy", arguments.policies, "only this policy; may be repeated")->allow_extra_args(false);
  app.add_option("--set", arguments.overrides, "PATH=VALUE; may be repeated")->allow_extra_args(false);
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << measure(arguments) << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
