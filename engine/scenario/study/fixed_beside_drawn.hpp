#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/problems.hpp"
#include "scenario/variation/sweep.hpp"
#include "scenario/variation/uncertainty.hpp"

namespace convoyrisk::scenario {

/// Warnings of what some of the policies of a run draw and another one among them holds at the number in the file: they
/// are then not compared under the same assumption. `tree` holds the policies; values that the sweep varies are meant
/// so.
[[nodiscard]] std::vector<std::string> fixed_beside_drawn(const Node& tree, const Problems& sources, const Sweep& sweep,
                                                          const Uncertainty& uncertainty,
                                                          const std::vector<PolicyId>& policies);

}  // namespace convoyrisk::scenario
