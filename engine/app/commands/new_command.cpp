#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "app/commands/commands.hpp"
#include "app/text/say.hpp"
#include "app/text/skeleton.hpp"
#include "base/error.hpp"
#include "base/utf8.hpp"
#include "base/whole_file.hpp"

namespace convoyrisk::app {
namespace {

constexpr std::string_view ending = ".yaml";

/// The skeleton under a title. A JSON text is a YAML text, whatever it holds.
std::string skeleton_with(const std::string& title) {
  constexpr std::string_view place = "@TITLE@";
  std::string text = skeleton;
  return text.replace(text.find(place), place.size(), nlohmann::json(title).dump());
}

void make(const std::string& name) {
  std::filesystem::path file = name;
  if (file.extension() != ending) {
    file += ending;
  }
  const std::string title = file.stem().string();
  if (title.empty() || first_not_utf8(title)) {
    throw InputError(fmt::format("new {}: the name of a scenario, in UTF-8, is wanted", name));
  }
  if (std::filesystem::exists(std::filesystem::symlink_status(file))) {
    throw InputError(fmt::format("{} exists: it is not overwritten", file.string()));
  }
  check_whole_file(file, 0);
  const std::string text = skeleton_with(title);
  write_whole_file(file, std::as_bytes(std::span(text)));
  show(
      fmt::format("{0} is a scenario that runs; change it into your own. Next:\n"
                  "  convoyrisk check {0}\n"
                  "  convoyrisk run {0}\n",
                  file.string()));
}

}  // namespace

void add_new_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("new", "Write a commented scenario that runs, to change into your own");
  auto name = std::make_shared<std::string>();
  command->add_option("name", *name, "its name; the file is NAME.yaml")->required()->type_name("NAME");
  command->footer(
      "Example:\n"
      "  convoyrisk new my-site\n"
      "Roads of your own: convoyrisk import --help. Every key: docs/scenario.md.");
  command->callback([name] { make(*name); });
}

}  // namespace convoyrisk::app
