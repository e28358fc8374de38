#pragma once

#include <string>

#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// The scenario as YAML with every default written out and the network inlined, but without `run.replications`. Reading
/// it gives an equal scenario, to the last bit of every number.
[[nodiscard]] std::string to_yaml(const spec::Scenario& scenario);

}  // namespace convoyrisk::scenario
