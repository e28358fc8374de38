#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/commands.hpp"
#include "app/describe.hpp"
#include "app/say.hpp"
#include "app/scenario_options.hpp"

namespace convoyrisk::app {

void add_check_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("check", "Validate a scenario and say what was understood");
  auto options = std::make_shared<ScenarioOptions>();
  options->add_to(*command);
  command->footer(
      "Examples:\n"
      "  convoyrisk check scenarios/karakoram.yaml\n"
      "  convoyrisk check scenarios/karakoram.yaml --set threat.groups.\"lower valley\".cells=4\n"
      "  convoyrisk check scenarios/karakoram.yaml --sweep policies.escorts.escort.vehicles=1,2,4");
  command->callback([options] {
    const scenario::Study study = read(*options);
    study.check_all();
    const std::vector<PolicyId> policies = chosen_policies(study, options->policies);
    show(describe_scenario(model::World(study.base()), policies) + describe_run(study));
  });
}

}  // namespace convoyrisk::app
