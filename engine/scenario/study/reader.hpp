#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenario/study/study.hpp"
#include "scenario/text/problems.hpp"
#include "scenario/variation/overrides.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// What the command line changes in a scenario file.
struct Changes {
  Overrides overrides;
  Overrides sweep;                         ///< `--sweep PATH=A,B`: together they take the place of the file's `sweep`
  bool zip = false;                        ///< zips the parameters of `--sweep` instead of crossing them
  bool no_uncertainty = false;             ///< reads the file as if it held no `uncertainty`
  std::vector<std::string> outcomes = {};  ///< the names that outcomes have; empty: any
  std::optional<std::int64_t> draws = {};  ///< of `uncertainty` where it does not say it, as in a resolved scenario
};

/// Reads and checks a scenario file (docs/scenario.md) and what it varies. Each value of a sweep and each bound of an
/// uncertain parameter is tried by itself; Study::check_all() tries them together. Throws InputErrors with every error:
/// `FILE:LINE:COLUMN: PATH: what is wrong; did you mean 'x'?`
[[nodiscard]] Study read_study(const std::filesystem::path& file, const Changes& changes = {});

/// The same from a text: `name` stands for the file in messages, other files are sought from `directory`.
[[nodiscard]] Study read_study_text(const std::string& text, const std::string& name,
                                    const std::filesystem::path& directory, const Changes& changes = {});

/// A study without what it varies.
struct ReadResult {
  spec::Scenario scenario;
  std::vector<std::string> warnings;
  std::string source_text;
};

[[nodiscard]] ReadResult read_scenario(const std::filesystem::path& file, const Overrides& overrides = {});
[[nodiscard]] ReadResult read_scenario_text(const std::string& text, const std::string& name,
                                            const std::filesystem::path& directory, const Overrides& overrides = {});

}  // namespace convoyrisk::scenario
