#include <CLI/CLI.hpp>
#include <memory>

#include "app/commands/commands.hpp"
#include "app/text/option_tree.hpp"
#include "app/text/say.hpp"
#include "app/text/shell_completion.hpp"

namespace convoyrisk::app {
namespace {

OptionOfCommand option_of(const CLI::Option& option) {
  OptionOfCommand told;
  told.long_names = option.get_lnames();
  told.short_names = option.get_snames();
  told.description = option.get_description();
  told.takes_value = option.get_expected_max() > 0;
  told.value = told.takes_value ? option.get_type_name() : "";
  return told;
}

CommandTree tree_of(const CLI::App& app, const std::string& path) {
  CommandTree tree{path, app.get_description(), app.get_footer(), {}, {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() && !option->nonpositional()) {
      tree.positionals.push_back({option->get_name(true), option->get_description()});
    } else if (!option->get_group().empty()) {
      tree.options.push_back(option_of(*option));
    }
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_group().empty()) {
      tree.commands.push_back(tree_of(*command, path + " " + command->get_name()));
    }
  }
  return tree;
}

}  // namespace

void add_options_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("options", "All commands and options, for shells and manuals");
  command->group("");  // not in the help: the build calls it
  auto form = std::make_shared<std::string>();
  command->add_option("--as", *form, "form")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "man"}))
      ->type_name("FORM");
  command->callback([&program, form] {
    const CommandTree tree = tree_of(program, program.get_name());
    show(*form == "bash"   ? bash_completion(tree)
         : *form == "zsh"  ? zsh_completion(tree)
         : *form == "fish" ? fish_completion(tree)
                           : manual_page(tree));
  });
}

}  // namespace convoyrisk::app
