#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/study/reader.hpp"

// Named alone: CLI11 takes long to compile.
namespace CLI {
class App;
}

namespace convoyrisk::app {

/// The options that say which scenario is meant, shared by the commands that read one.
struct ScenarioOptions {
  std::string file;
  std::vector<std::string> settings;  ///< PATH=VALUE
  std::vector<std::string> sweeps;    ///< PATH=A,B
  bool zip = false;
  bool no_uncertainty = false;
  std::vector<std::string> policies;  ///< names; empty: all

  void add_to(CLI::App& command);
  /// All but the sweep and the policies, for commands that take one scenario and one policy.
  void add_scenario_to(CLI::App& command);
};

/// Reads the scenario with its overrides and what it varies, prints warnings to stderr if wanted, and throws InputError
/// where it asks for what the engine does not simulate yet. `further` are overrides that come from other options.
[[nodiscard]] scenario::Study read(const ScenarioOptions& options, const scenario::Overrides& further = {},
                                   bool print_warnings = true);

/// The policies named on the command line, or all, as ids into the scenario. Throws InputError with the nearest right
/// name.
[[nodiscard]] std::vector<PolicyId> chosen_policies(const spec::Scenario& scenario,
                                                    const std::vector<std::string>& names);

/// The same for a run of several, with the warnings that rest on which of them are compared.
[[nodiscard]] std::vector<PolicyId> chosen_policies(const scenario::Study& study, const std::vector<std::string>& names,
                                                    bool print_warnings = true);

}  // namespace convoyrisk::app
