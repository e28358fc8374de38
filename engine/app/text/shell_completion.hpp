#pragma once

#include <string>

#include "app/text/option_tree.hpp"

namespace convoyrisk::app {

// What the program takes, for the shells' own completion and for `man`.
[[nodiscard]] std::string bash_completion(const CommandTree& program);
[[nodiscard]] std::string zsh_completion(const CommandTree& program);
[[nodiscard]] std::string fish_completion(const CommandTree& program);
[[nodiscard]] std::string manual_page(const CommandTree& program);

}  // namespace convoyrisk::app
