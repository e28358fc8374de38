#include "app/commands/tail_run.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "app/commands/commands.hpp"
#include "app/text/progress.hpp"
#include "app/text/say.hpp"
#include "app/text/tail_report.hpp"
#include "base/error.hpp"
#include "base/grouped.hpp"
#include "base/stop.hpp"
#include "results/locked_file.hpp"
#include "results/tail_file.hpp"
#include "results/writer.hpp"

namespace convoyrisk::app {
namespace {

void check_can_be_tilted(const scenario::Study& study) {
  if (study.point_count() > 1) {
    throw InputError("--tail: not together with a sweep; run its points one by one, by --set");
  }
  if (study.draw_count() > 0) {
    throw InputError("--tail: not together with `uncertainty`; leave it out by --no-uncertainty");
  }
  if (!study.base().run.precision.empty()) {
    throw InputError("--tail: does not stop on run.precision; leave it out");
  }
}

std::filesystem::path output_path(const TailOptions& options) {
  return options.output.empty() ? std::filesystem::path(options.scenario_file).stem().string() + ".tail.h5"
                                : options.output;
}

}  // namespace

int run_tail(const scenario::Study& study, const std::vector<PolicyId>& policies, const TailOptions& options,
             std::atomic<bool>& stop) {
  check_can_be_tilted(study);
  const spec::Scenario& scenario = study.base();
  const std::filesystem::path file = output_path(options);
  results::check_writable(file);
  const results::LockedFile lock = results::lock_result(file);
  const model::World world(scenario);
  const experiment::TailSettings settings{.replications = scenario.run.replications,
                                          .seed = scenario.run.seed,
                                          .threads = options.threads,
                                          .policies = policies,
                                          .at = options.at};
  Progress progress(settings.replications, 0, options.quiet);
  experiment::TailResults results;
  try {
    results = experiment::run_tail(
        world, settings, [&progress](std::int64_t done) { progress.update(done); }, &stop);
  } catch (const Stopped&) {  // while the tilts were chosen
  }
  progress.finish();
  stop = false;  // one that ended the simulation is heeded with that: what there is is still written
  if (results.replications == 0) {
    say("interrupted before the first block was done; nothing is written\n");
    return interrupted;
  }
  const bool complete = results.replications == settings.replications;
  const TailHeading heading{options.scenario_file, scenario.title, scenario.horizon_h, settings.seed, 0.95, complete};
  results::write_tail(file, {scenario.title, study.source_text(), study.resolved_yaml(), settings.seed,
                             heading.confidence, complete, results});
  show(options.json ? tail_json(heading, results) : tail_table(heading, results));
  if (!complete) {
    say(fmt::format("interrupted: {} holds the first {} replications\n", file.string(), grouped(results.replications)));
    return interrupted;
  }
  if (!options.quiet) {
    say(fmt::format("results: {}\n", file.string()));
  }
  return success;
}

}  // namespace convoyrisk::app
