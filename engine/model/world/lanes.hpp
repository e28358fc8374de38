#pragma once

#include "model/world/policy_plan.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// Finds the ways whose trips follow from the timetable alone, and brings those of several convoys on one route into
/// one lane: sets Ways::by_timetable, Ways::lane and PolicyPlan::lanes of a plan that shows its trips.
void join_lanes(const spec::Scenario& scenario, PolicyPlan& plan);

}  // namespace convoyrisk::model
