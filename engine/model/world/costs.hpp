#pragma once

#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// The cost of a policy over the horizon that does not depend on what happens (docs/model.md, 3.8): patrol visits, and
/// days of surveillance, intelligence, crackdown, reaction forces, added guards and the policy's own.
[[nodiscard]] double fixed_cost(const spec::Scenario& scenario, const spec::Policy& policy);

}  // namespace convoyrisk::model
