#pragma once

#include <string>

#include "scenario/text/document.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// The scenario as YAML with every default written out and the network inlined, but without `run.replications`. Reading
/// it gives an equal scenario, to the last bit of every number.
[[nodiscard]] std::string to_yaml(const spec::Scenario& scenario);

/// The same as a tree.
[[nodiscard]] Node to_tree(const spec::Scenario& scenario);

}  // namespace convoyrisk::scenario
