#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/question_options.hpp"
#include "scenario/format/schema.hpp"

namespace convoyrisk::app {

void add_schema_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("schema", "Print a JSON Schema of the scenario format, for editors");
  command->footer(
      "Example:\n"
      "  convoyrisk schema > convoyrisk.schema.json\n"
      "An editor with the YAML language server, such as VS Code with its YAML extension, completes keys, shows units "
      "and\n"
      "marks mistakes in a scenario that starts with the line\n"
      "  # yaml-language-server: $schema=convoyrisk.schema.json");
  command->callback([] { fmt::print("{}\n", scenario::json_schema(outcome_names())); });
}

}  // namespace convoyrisk::app
