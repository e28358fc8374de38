#pragma once

#include <string>
#include <vector>

#include "search/space.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::search {

/// The plans of a scenario's `search`. Throws InputError where they are too many to be numbered.
[[nodiscard]] Space space_of(const spec::Search& search);

/// "base + option, option": the options of a plan by name, "base alone" without any.
[[nodiscard]] std::string plan_name(const spec::Scenario& scenario, const Space& space, PlanNumber plan);

/// The policy of a plan. Of each measure the entries of the options stand before the base's, in the order of the
/// levers; extra costs add up. Convoys are the base's, which no option changes.
[[nodiscard]] spec::Policy policy_of(const spec::Scenario& scenario, const Space& space, PlanNumber plan);

/// The scenario with these plans in place of its policies, without what asks for policies by name.
[[nodiscard]] spec::Scenario with_plans(const spec::Scenario& scenario, const Space& space,
                                        const std::vector<PlanNumber>& plans);

}  // namespace convoyrisk::search
