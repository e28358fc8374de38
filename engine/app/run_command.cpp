#include <fmt/format.h>
#include <sys/times.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>

#include "app/commands.hpp"
#include "app/comparison_table.hpp"
#include "app/json_summary.hpp"
#include "app/progress.hpp"
#include "app/scenario_options.hpp"
#include "base/error.hpp"
#include "experiment/experiment.hpp"
#include "experiment/summary.hpp"
#include "model/world.hpp"
#include "results/writer.hpp"

namespace convoyrisk::app {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  std::string replications;
  std::string seed;
  std::vector<std::string> keep;
  std::string output;
  int threads = experiment::default_threads();
  bool quiet = false;
  bool json = false;
};

std::atomic<bool> stop_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free, "the signal handler stores to it");

void request_stop(int /*signal*/) { stop_requested = true; }

/// Ctrl-C and SIGTERM end the run at the blocks under way; what was done is written. A second one ends the program at
/// once.
void stop_at_signals() {
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

/// Options that stand for keys of the scenario's `run` block.
scenario::Overrides run_overrides(const RunOptions& options) {
  scenario::Overrides overrides;
  if (!options.replications.empty()) {
    overrides.push_back({"run.replications", options.replications, "--replications " + options.replications});
  }
  if (!options.seed.empty()) {
    overrides.push_back({"run.seed", options.seed, "--seed " + options.seed});
  }
  if (!options.keep.empty()) {
    const std::string list = fmt::format("{}", fmt::join(options.keep, ","));
    overrides.push_back({"run.keep", "[" + list + "]", "--keep " + list});
  }
  return overrides;
}

void check_fits_memory(const spec::Scenario& scenario, std::size_t policies) {
  if (!scenario.run.keep.outcomes) {
    return;
  }
  const double needed = static_cast<double>(scenario.run.replications) * static_cast<double>(policies) *
                            static_cast<double>(model::outcome_count * sizeof(double)) * 2 +
                        results::result_size_bytes(scenario, policies, scenario.run.replications);
  const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  if (needed > 0.8 * memory) {
    throw InputError(
        fmt::format("run.replications: the outcomes of {} replications and {} policies need {:.1f} GB of memory, of "
                    "which this machine has "
                    "{:.1f}; ask for fewer, or leave `outcomes` out of run.keep",
                    scenario.run.replications, policies, needed / 1e9, memory / 1e9));
  }
}

std::string output_path(const RunOptions& options) {
  return options.output.empty() ? std::filesystem::path(options.scenario.file).stem().string() + ".h5" : options.output;
}

double cpu_seconds() {
  tms used{};
  times(&used);
  return static_cast<double>(used.tms_utime + used.tms_stime) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void execute(const RunOptions& options, int& exit_code) {
  const scenario::Study study = read(options.scenario, run_overrides(options));
  if (study.point_count() > 1 || study.draw_count() > 0) {
    throw InputError(options.scenario.file + ": `sweep` and `uncertainty` are not simulated yet");
  }
  const spec::Scenario& scenario = study.base();
  const std::string path = output_path(options);
  const model::World world(scenario);
  experiment::Settings settings;
  settings.replications = scenario.run.replications;
  settings.seed = scenario.run.seed;
  settings.threads = options.threads;
  settings.policies = chosen_policies(scenario, options.scenario.policies);
  settings.keep_outcomes = scenario.run.keep.outcomes;
  check_fits_memory(scenario, settings.policies.size());
  results::check_writable(path, results::result_size_bytes(scenario, settings.policies.size(), settings.replications));

  stop_at_signals();
  Progress progress(settings.replications, options.quiet);
  const auto start = std::chrono::steady_clock::now();
  const experiment::Results results = run_experiment(
      world, settings, [&](std::int64_t done) { progress.update(done); }, &stop_requested);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  progress.finish();
  const bool complete = results.replications == settings.replications;
  if (results.replications == 0) {
    fmt::print(stderr, "interrupted before the first block was done; nothing is written\n");
    exit_code = interrupted;
    return;
  }
  experiment::Summary summary = summarise(scenario, results, settings.seed);
  summary.complete = complete;
  results::write_results(path, {scenario, study.source_text(), study.resolved_yaml(), results, summary});
  results::write_timing(path, {wall.count(), cpu_seconds(), settings.threads});
  fmt::print(
      "{}", options.json ? json_summary(options.scenario.file, scenario, results, summary) : comparison_table(summary));
  if (!complete) {
    fmt::print(stderr, "interrupted: {} holds the first {} of {} replications\n", path, results.replications,
               settings.replications);
    exit_code = interrupted;
  } else if (!options.quiet) {
    fmt::print(stderr, "results: {}\n", path);
  }
}

}  // namespace

void add_run_command(CLI::App& program, int& exit_code) {
  CLI::App* command =
      program.add_subcommand("run", "Simulate every policy, print the comparison and write the result file");
  auto options = std::make_shared<RunOptions>();
  options->scenario.add_to(*command);
  command->add_option("-o,--output", options->output, "result file (default: the scenario's name with .h5, here)")
      ->type_name("FILE");
  command->add_option("--replications", options->replications, "replications of every policy (run.replications)")
      ->type_name("N");
  command->add_option("--seed", options->seed, "seed of the random numbers (run.seed)")->type_name("N");
  command->add_option("--keep", options->keep, "what the result file holds: outcomes, legs, days, severity (run.keep)")
      ->delimiter(',')
      ->type_name("WHAT");
  command
      ->add_option("--threads", options->threads, "threads (default: all of the machine); results do not depend on it")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  command->add_flag("--quiet", options->quiet, "no progress and no messages but errors and warnings");
  command->add_flag("--json", options->json, "print a summary for programs instead of the table");
  command->footer(
      "Examples:\n"
      "  convoyrisk run scenarios/karakoram.yaml\n"
      "  convoyrisk run scenarios/karakoram.yaml --replications 2000 --seed 7 -o quick.h5\n"
      "  convoyrisk run scenarios/karakoram.yaml --policy 'as it is' --policy escorts \\\n"
      "      --set policies.escorts.escort.vehicles=3\n"
      "  convoyrisk run scenarios/karakoram.yaml --json --quiet > summary.json");
  command->callback([options, &exit_code] { execute(*options, exit_code); });
}

}  // namespace convoyrisk::app
