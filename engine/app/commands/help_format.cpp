#include "app/commands/help_format.hpp"

#include <CLI/CLI.hpp>
#include <sstream>
#include <string>
#include <string_view>

#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"

namespace convoyrisk::app {
namespace {

constexpr std::size_t names_width = 26;

/// Lines of what is said of a name, which CLI11 puts below each other.
std::string beside_names(const std::string& text) {
  std::string lines = wrapped(text, page_width - names_width);
  lines.pop_back();
  return lines;
}

/// An example that is too long goes on in the next line, as a shell reads it: an option is not parted from its value.
std::string example(const std::string& line) {
  constexpr std::string_view goes_on = " \\";
  if (line.size() <= page_width) {
    return line + "\n";
  }
  const std::size_t end = line.rfind(" -", page_width - goes_on.size());
  const std::size_t indent = line.find_first_not_of(' ');
  if (end == std::string::npos || end <= indent) {
    return line + "\n";
  }
  return line.substr(0, end).append(goes_on) + "\n" + example("      " + line.substr(end + 1));
}

class HelpFormat : public CLI::Formatter {
 public:
  HelpFormat() { column_width(names_width); }
  [[nodiscard]] std::string make_option_desc(const CLI::Option* option) const override {
    return beside_names(CLI::Formatter::make_option_desc(option));
  }
  [[nodiscard]] std::string make_subcommand(const CLI::App* command) const override {
    std::ostringstream text;
    CLI::detail::format_help(text, command->get_display_name(true), beside_names(command->get_description()),
                             names_width);
    return text.str();
  }
  [[nodiscard]] std::string make_description(const CLI::App* app) const override {
    return wrapped(app->get_description(), page_width);
  }
  [[nodiscard]] std::string make_footer(const CLI::App* app) const override {
    std::istringstream lines(app->get_footer());
    std::string text;
    for (std::string line; std::getline(lines, line);) {
      text += line.starts_with("  ") ? example(line) : wrapped(line, page_width);
    }
    return text;
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_format() { return std::make_shared<HelpFormat>(); }

}  // namespace convoyrisk::app
