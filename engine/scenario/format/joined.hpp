#pragma once

#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// Appends to each policy's measures those of the policies that it joins, entry by entry in the order of their names,
/// and adds up their extra costs (docs/model.md, 2). Policies hold their own measures alone before.
void join_policies(spec::Scenario& scenario);

/// Takes away what join_policies() has appended.
void part_policies(spec::Scenario& scenario);

}  // namespace convoyrisk::scenario
