#include "app/commands/help_format.hpp"

#include <CLI/CLI.hpp>
#include <string>

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
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_format() { return std::make_shared<HelpFormat>(); }

}  // namespace convoyrisk::app
