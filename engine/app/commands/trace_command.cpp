#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <span>

#include "api/trace_output.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/scenario_options.hpp"
#include "app/text/say.hpp"
#include "app/text/trace_text.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "model/history/replication.hpp"

namespace convoyrisk::app {
namespace {

constexpr std::int64_t greatest_replication = 999'999'999'999;

struct TraceOptions {
  ScenarioOptions scenario;
  std::string policy;
  std::optional<std::int64_t> replication;
  std::optional<std::int64_t> worst_of;
  std::string seed;
  std::string output;
  std::string format = "jsonl";
};

void write(const std::string& path, const std::string& text) {
  if (path.empty()) {
    show(text);
  } else {
    write_whole_file(path, std::as_bytes(std::span(text)));
  }
}

/// Of the first `count` replications, the first of those with most dead.
std::int64_t worst_replication(const model::World& world, PolicyId policy, std::uint64_t seed, std::int64_t count) {
  model::Replication history(world, {.severity_law = false});
  model::ReplicationResult result;
  std::int64_t worst = 0;
  double most = -1;
  for (std::int64_t i = 0; i < count; ++i) {
    history.run(policy, seed, static_cast<std::uint64_t>(i), result);
    if (const double killed = result.outcomes[model::Outcome::killed_total]; killed > most) {
      worst = i;
      most = killed;
    }
  }
  return worst;
}

std::string text_of(const std::string& format, const model::World& world, const api::Trace& trace) {
  return format == "text"      ? trace_text(world, trace)
         : format == "geojson" ? api::trace_geojson(world, trace)
                               : api::trace_lines(world, trace);
}

void execute(const TraceOptions& options) {
  scenario::Overrides overrides;
  if (!options.seed.empty()) {
    overrides.push_back({"run.seed", options.seed, "--seed " + options.seed});
  }
  const spec::Scenario scenario = read(options.scenario, overrides).base();
  api::Trace trace;
  trace.scenario_file = options.scenario.file;
  trace.program_version = CONVOYRISK_VERSION;
  trace.policy = chosen_policies(scenario, {options.policy}).front();
  trace.seed = scenario.run.seed;
  if (!options.output.empty()) {
    check_own_kind(options.output, "trace", {R"({"scenario":)", R"({"trace":{"scenario":)"});
    check_whole_file(options.output, 0);
  }
  const model::World world(scenario);
  trace.replication = static_cast<std::uint64_t>(
      options.worst_of ? worst_replication(world, trace.policy, trace.seed, *options.worst_of) : *options.replication);
  model::Replication(world).run(trace.policy, trace.seed, trace.replication, trace.result, &trace.events);
  write(options.output, text_of(options.format, world, trace));
}

}  // namespace

void add_trace_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("trace", "Replay one replication under one policy, event by event");
  auto options = std::make_shared<TraceOptions>();
  options->scenario.add_scenario_to(*command);
  command->add_option("--policy", options->policy, "the policy")->required()->type_name("NAME");
  CLI::Option* const replication =
      command
          ->add_option("--replication", options->replication, "index of the replication, from 0, as in the result file")
          ->check(CLI::Range(std::int64_t{0}, greatest_replication))
          ->type_name("N");
  CLI::Option* const worst =
      command
          ->add_option("--worst-of", options->worst_of, "instead: of the first N replications, the one with most dead")
          ->check(CLI::Range(std::int64_t{1}, greatest_replication))
          ->type_name("N")
          ->excludes(replication);
  command->add_option("--seed", options->seed, "seed of the random numbers (run.seed)")->type_name("N");
  command->add_option("-o,--output", options->output, "file (default: the standard output)")->type_name("FILE");
  command
      ->add_option("--format", options->format,
                   "jsonl: one event a line; geojson: events and counts by leg; "
                   "text: for reading")
      ->check(CLI::IsMember({"jsonl", "geojson", "text"}))
      ->type_name("FORMAT");
  command->footer(
      "Examples:\n"
      "  convoyrisk trace scenarios/karakoram.yaml --policy 'as it is' --replication 3\n"
      "  convoyrisk trace scenarios/karakoram.yaml --policy escorts --replication 3 --format geojson \\\n"
      "      -o year.geojson\n"
      "  convoyrisk trace scenarios/karakoram.yaml --policy 'as it is' --worst-of 1000 --format text\n"
      "Places are whole legs and times whole hours (docs/trace.md).");
  command->callback([options, replication, worst] {
    if (replication->count() + worst->count() == 0) {
      throw InputError("trace wants --replication N or --worst-of N");
    }
    execute(*options);
  });
}

}  // namespace convoyrisk::app
