#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenario/overrides.hpp"
#include "scenario/problems.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

struct ReadResult {
  spec::Scenario scenario;
  std::vector<std::string> warnings;
  std::vector<std::string> not_simulated;  ///< valid keys of the format that the engine does not act upon yet
  std::string source_text;
};

/// Reads and checks a scenario file (docs/scenario.md), with values of the command line in place of the file's. Throws
/// InputErrors with every error: `FILE:LINE:COLUMN: PATH: what is wrong; did you mean 'x'?`
[[nodiscard]] ReadResult read_scenario(const std::filesystem::path& file, const Overrides& overrides = {});

/// The same from a text: `name` stands for the file in messages, other files are sought from `directory`.
[[nodiscard]] ReadResult read_scenario_text(const std::string& text, const std::string& name,
                                            const std::filesystem::path& directory, const Overrides& overrides = {});

}  // namespace convoyrisk::scenario
