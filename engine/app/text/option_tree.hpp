#pragma once

#include <string>
#include <vector>

namespace convoyrisk::app {

struct OptionOfCommand {
  std::vector<std::string> long_names;   ///< without --
  std::vector<std::string> short_names;  ///< without -
  std::string description;
  bool takes_value = false;
  std::string value;  ///< what it is called
};

struct PositionalOfCommand {
  std::string name;
  std::string description;
};

/// A command of the program with what it takes; the root is the program itself.
struct CommandTree {
  std::string path;  ///< "convoyrisk import osm"
  std::string description;
  std::string footer;  ///< examples
  std::vector<PositionalOfCommand> positionals;
  std::vector<OptionOfCommand> options;
  std::vector<CommandTree> commands;

  /// "osm".
  [[nodiscard]] std::string name() const { return path.substr(path.rfind(' ') + 1); }
};

}  // namespace convoyrisk::app
