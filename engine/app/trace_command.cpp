#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <span>

#include "api/trace_output.hpp"
#include "app/commands.hpp"
#include "app/say.hpp"
#include "app/scenario_options.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "model/history/replication.hpp"

namespace convoyrisk::app {
namespace {

constexpr std::int64_t greatest_replication = 999'999'999'999;

struct TraceOptions {
  ScenarioOptions scenario;
  std::string policy;
  std::int64_t replication = 0;
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
  trace.replication = static_cast<std::uint64_t>(options.replication);
  trace.seed = scenario.run.seed;
  if (!options.output.empty()) {
    check_own_kind(options.output, "trace", {R"({"scenario":)", R"({"trace":{"scenario":)"});
    check_whole_file(options.output, 0);
  }
  const model::World world(scenario);
  model::Replication(world).run(trace.policy, trace.seed, trace.replication, trace.result, &trace.events);
  write(options.output,
        options.format == "geojson" ? api::trace_geojson(world, trace) : api::trace_lines(world, trace));
}

}  // namespace

void add_trace_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("trace", "Replay one replication under one policy, event by event");
  auto options = std::make_shared<TraceOptions>();
  options->scenario.add_scenario_to(*command);
  command->add_option("--policy", options->policy, "the policy")->required()->type_name("NAME");
  command->add_option("--replication", options->replication, "index of the replication, from 0, as in the result file")
      ->required()
      ->check(CLI::Range(std::int64_t{0}, greatest_replication))
      ->type_name("N");
  command->add_option("--seed", options->seed, "seed of the random numbers (run.seed)")->type_name("N");
  command->add_option("-o,--output", options->output, "file (default: the standard output)")->type_name("FILE");
  command->add_option("--format", options->format, "jsonl: one event a line; geojson: events and counts by leg")
      ->check(CLI::IsMember({"jsonl", "geojson"}))
      ->type_name("FORMAT");
  command->footer(
      "Examples:\n"
      "  convoyrisk trace scenarios/karakoram.yaml --policy 'as it is' --replication 3\n"
      "  convoyrisk trace scenarios/karakoram.yaml --policy escorts --replication 3 --format geojson \\\n"
      "      -o year.geojson\n"
      "Places are whole legs and times whole hours (docs/trace.md).");
  command->callback([options] { execute(*options); });
}

}  // namespace convoyrisk::app
