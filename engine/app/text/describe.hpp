#pragma once

#include <string>
#include <vector>

#include "model/world/world.hpp"
#include "scenario/study/study.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::app {

/// What the program has understood of a scenario and of these policies, the first of them the baseline: the text of
/// `convoyrisk check`, readable at 80 columns.
[[nodiscard]] std::string describe_scenario(const model::World& world, const std::vector<PolicyId>& policies);

/// What a run varies, and how much it simulates: the points of its sweep, of each uncertain parameter the median and
/// the range that holds 90 % of it, the replications.
[[nodiscard]] std::string describe_run(const scenario::Study& study);

}  // namespace convoyrisk::app
