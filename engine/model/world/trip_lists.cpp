#include "model/world/trip_lists.hpp"

#include <algorithm>

namespace convoyrisk::model {
namespace {

template <class Measure>
bool same_scopes(const std::vector<spec::OnTrips<Measure>>& a, const std::vector<spec::OnTrips<Measure>>& b) {
  using Entry = spec::OnTrips<Measure>;
  return std::ranges::equal(a, b, {}, &Entry::scope, &Entry::scope);
}

/// Times, loads, parts and who rides are of the schedule; escorts, routes and flights only as to whom they cover.
bool same_schedule(const spec::Policy& a, const spec::Policy& b) {
  return a.convoys == b.convoys && a.schedule == b.schedule && a.consolidate == b.consolidate && a.split == b.split &&
         a.vehicles == b.vehicles && same_scopes(a.escort, b.escort) && same_scopes(a.routing, b.routing) &&
         same_scopes(a.airlift, b.airlift);
}

}  // namespace

FirstTrips::FirstTrips(const spec::Policy& policy)
    : schedule(policy.schedule.size(), std::numeric_limits<double>::infinity()),
      routing(policy.routing.size(), std::numeric_limits<double>::infinity()),
      split(policy.split.size(), std::numeric_limits<double>::infinity()) {}

void FirstTrips::note(std::vector<double>& by_entry, std::int32_t place, double scheduled_h) {
  if (place != no_entry) {
    double& first_h = by_entry[static_cast<std::size_t>(place)];
    first_h = std::min(first_h, scheduled_h);
  }
}

bool same_schedules(const spec::Scenario& a, const spec::Scenario& b) {
  return a.start == b.start && a.warmup_h == b.warmup_h && a.horizon_h == b.horizon_h && a.convoys == b.convoys &&
         std::ranges::equal(a.vehicle_types, b.vehicle_types, {}, &spec::VehicleType::seats,
                            &spec::VehicleType::seats) &&
         std::ranges::equal(a.policies, b.policies, same_schedule);
}

bool same_roads(const spec::Network& a, const spec::Network& b) {
  return a.nodes.size() == b.nodes.size() &&
         std::ranges::equal(a.roads, b.roads, [](const spec::Road& one, const spec::Road& other) {
           return one.from == other.from && one.to == other.to && one.length_km == other.length_km &&
                  one.speed_kmh == other.speed_kmh && one.oneway == other.oneway;
         });
}

bool same_routing(const spec::Scenario& a, const spec::Scenario& b) {
  return std::ranges::equal(a.policies, b.policies, {}, &spec::Policy::routing, &spec::Policy::routing);
}

}  // namespace convoyrisk::model
