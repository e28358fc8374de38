#include "app/commands/scenario_options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "api/compiled_study.hpp"
#include "app/commands/question_options.hpp"
#include "app/text/say.hpp"
#include "base/error.hpp"
#include "results/file_kind.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::app {
namespace {

/// What is set in a block that is left out would have no effect.
void check_not_left_out(const scenario::Overrides& overrides) {
  for (const scenario::Override& change : overrides) {
    if (scenario::holds("uncertainty", change.path)) {
      throw InputError(
          fmt::format("{}: a run with draws of uncertain parameters takes no --replications, --precision, --select or "
                      "--no-uncertainty",
                      change.option));
    }
  }
}

void check_is_no_result(const std::string& file) {
  const results::FileKind kind = results::kind_of(file);
  if (kind == results::FileKind::hdf5) {
    throw InputError(
        fmt::format("{} is a result file, not a scenario: `convoyrisk compare {}` prints its comparison, `convoyrisk "
                    "report {} -o PAGE.html` makes a page of it, and `convoyrisk run SCENARIO -o {} --resume` makes it "
                    "longer",
                    file, file, file, file));
  }
  if (kind == results::FileKind::log) {
    throw InputError(
        fmt::format("{} is the log of an unfinished run, not a scenario: `convoyrisk run SCENARIO -o {} --resume` goes "
                    "on with it, with the options it was begun with",
                    file, results::result_of_log(file).string()));
  }
}

void print(const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    say(fmt::format("warning: {}\n", warning));
  }
}

}  // namespace

void ScenarioOptions::add_scenario_to(CLI::App& command) {
  command.add_option("scenario", file, "scenario file (YAML)")->required()->type_name("FILE");
  command
      .add_option("--set", settings,
                  "set one value of the scenario, as if the file said so; may be given again. "
                  "E.g. --set threat.groups.north.cells=4")
      ->type_name("PATH=VALUE")
      ->take_all();
}

void ScenarioOptions::add_to(CLI::App& command) {
  add_scenario_to(command);
  CLI::Option* const sweep =
      command
          .add_option("--sweep", sweeps,
                      "try these values in place of the scenario's own and of its `sweep`; given again, every "
                      "combination. E.g. --sweep threat.groups.north.cells=2,4,6")
          ->type_name("PATH=A,B,..")
          ->take_all();
  command.add_flag("--zip", zip, "with --sweep: the first value of each, the second of each, and so on")->needs(sweep);
  command.add_flag("--no-uncertainty", no_uncertainty,
                   "leave out the scenario's `uncertainty`: all values as they stand in the file");
  command.add_option("--policy", policies, "only this policy; may be given again, the first is the baseline")
      ->type_name("NAME")
      ->take_all();
}

scenario::Study read(const ScenarioOptions& options, const scenario::Overrides& further, bool print_warnings) {
  scenario::Changes changes;
  for (const std::string& setting : options.settings) {
    changes.overrides.push_back(scenario::parse_override(setting));
  }
  changes.overrides.insert(changes.overrides.end(), further.begin(), further.end());
  for (const std::string& sweep : options.sweeps) {
    changes.sweep.push_back(scenario::parse_override(sweep, "--sweep"));
  }
  changes.zip = options.zip;
  changes.no_uncertainty = options.no_uncertainty;
  changes.outcomes = outcome_names();
  if (changes.no_uncertainty) {
    check_not_left_out(changes.overrides);
  }
  check_is_no_result(options.file);
  scenario::Study study = scenario::read_study(options.file, changes);
  if (print_warnings) {
    print(study.warnings());
  }
  return study;
}

std::vector<PolicyId> chosen_policies(const scenario::Study& study, const std::vector<std::string>& names,
                                      bool print_warnings) {
  std::vector<PolicyId> chosen = chosen_policies(study.base(), names);
  if (print_warnings) {
    print(study.warnings_of_draws(chosen));
  }
  return chosen;
}

std::vector<PolicyId> chosen_policies(const spec::Scenario& scenario, const std::vector<std::string>& names) {
  return api::policies_named(scenario, names, "--policy");
}

}  // namespace convoyrisk::app
