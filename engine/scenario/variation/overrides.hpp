#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/problems.hpp"

namespace convoyrisk::scenario {

/// `--set PATH=VALUE`: a value that takes the place of the file's.
struct Override {
  std::string path;
  std::string value;     ///< YAML
  std::string option{};  ///< what the user typed, for messages; empty: --set PATH=VALUE
};
using Overrides = std::vector<Override>;

/// Cuts PATH=VALUE at the first '=' outside quotes; `option` is what the user typed before it. Throws InputError.
[[nodiscard]] Override parse_override(std::string_view text, const std::string& option = "--set");

/// Puts the overrides into the tree, in their order. A network's file is read, relative to `directory`, before an
/// override that reaches into it.
void apply_overrides(Node& root, const Overrides& overrides, const std::filesystem::path& directory,
                     Problems& problems);

}  // namespace convoyrisk::scenario
