#pragma once

#include <vector>

#include "calendar/timetable.hpp"
#include "model/world/policy_plan.hpp"
#include "model/world/trip_lists.hpp"
#include "network/graph.hpp"

namespace convoyrisk::model {

/// What trips of policies are made from.
struct TripSources {
  const spec::Scenario& scenario;
  const std::vector<Leg>& legs;
  const network::Graph& graph;
  Schedules* being_made;   ///< to which trips are added; nullptr where all are known
  const Schedules& known;  ///< the same, or that of a scenario with the same_schedules()
  bool routes_known;       ///< by it, too
};

/// A convoy as it is under a policy that changes it.
[[nodiscard]] spec::Convoy changed(const spec::Convoy& convoy, const spec::ConvoyChange& change);

/// Fills in a policy's trips, what they have and the routes among which they draw (docs/model.md, 2 "Scope" and 3.1).
/// Policies come in their order. Throws InputError where a convoy has no route.
void plan_trips(const TripSources& sources, const spec::Policy& policy, PolicyPlan& plan);

}  // namespace convoyrisk::model
