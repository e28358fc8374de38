#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands/commands.hpp"
#include "app/commands/scenario_options.hpp"
#include "app/commands/stop_signals.hpp"
#include "app/text/describe.hpp"
#include "app/text/say.hpp"

namespace convoyrisk::app {

void add_check_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("check", "Validate a scenario and say what was understood");
  auto options = std::make_shared<ScenarioOptions>();
  options->add_to(*command);
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json,
                    "the scenario as it was understood, for other programs: every default written out, the network "
                    "inlined, without sweep and uncertainty");
  command->footer(
      "Examples:\n"
      "  convoyrisk check scenarios/karakoram.yaml\n"
      "  convoyrisk check scenarios/karakoram.yaml --set threat.groups.\"lower valley\".cells=4\n"
      "  convoyrisk check scenarios/karakoram.yaml --sweep policies.escorts.escort.vehicles=1,2,4");
  command->callback([options, json] {
    stop_at_signals();
    const scenario::Study study = read(*options);
    study.check_all();
    const std::vector<PolicyId> policies = chosen_policies(study, options->policies);
    study.check_precision_of(policies);
    show(*json ? study.json() + "\n" : describe_scenario(model::World(study.base()), policies) + describe_run(study));
  });
}

}  // namespace convoyrisk::app
