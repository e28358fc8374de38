#include "model/world/trip_lists.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "calendar/scope.hpp"

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

/// The order in which trips would depart without jitter.
void order_trips(const spec::Start& start, const PolicyPlan& plan, TripLists& lists) {
  lists.order.resize(lists.trips.size());
  std::iota(lists.order.begin(), lists.order.end(), std::uint32_t{0});
  const auto leaves_later = [](const Outfit& outfit) { return outfit.curfew || outfit.headway_h > 0; };
  if (std::ranges::none_of(plan.outfits, leaves_later)) {
    return;
  }
  std::vector<double> departure_h;
  for (const ScheduledTrip& trip : lists.trips) {
    const Outfit& outfit = plan.outfit(trip);
    departure_h.push_back(
        (outfit.curfew ? calendar::after_curfew(*outfit.curfew, start, trip.scheduled_h) : trip.scheduled_h) +
        outfit.headway_h);
  }
  std::ranges::sort(lists.order, [&](std::uint32_t a, std::uint32_t b) {
    return departure_h[a] < departure_h[b] ||
           (departure_h[a] == departure_h[b] && lists.trips[a].place < lists.trips[b].place);
  });
}

/// Who has which outfit and which draws, and goes which ways.
void list_trips(const PolicyPlan& plan, TripLists& lists) {
  lists.trip_of_draws.assign(lists.draw_count, no_trip);
  lists.outfits.resize(plan.outfits.size());
  lists.ways.resize(plan.ways.size());
  for (std::size_t i = 0; i < lists.trips.size(); ++i) {
    const ScheduledTrip& trip = lists.trips[i];
    const auto number = static_cast<std::uint32_t>(i);
    lists.trip_of_draws[trip.draws] = number;
    lists.outfits[trip.outfit].trips.push_back(number);
    lists.outfits[trip.outfit].draws.push_back(trip.draws);
    TripLists::OfWays& ways = lists.ways[plan.outfit(trip).ways];
    ways.trips.push_back(number);
    ways.scheduled_h.push_back(trip.scheduled_h);
    ways.draws.push_back(trip.draws);
  }
}

void mark_punctual(PolicyPlan& plan) {
  std::vector<bool> some_fly(plan.ways.size());
  for (const Outfit& outfit : plan.outfits) {
    some_fly[outfit.ways] = some_fly[outfit.ways] || outfit.airlift;
  }
  for (std::size_t i = 0; i < plan.ways.size(); ++i) {
    Ways& ways = plan.ways[i];
    ways.punctual =
        ways.routes.size() == 1 && ways.greatest_advance_h == 0 && ways.greatest_delay_h == 0 && !some_fly[i];
  }
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

void sort_and_list(const spec::Start& start, const PolicyPlan& plan, TripLists& lists) {
  std::ranges::stable_sort(lists.trips, {}, &ScheduledTrip::scheduled_h);
  order_trips(start, plan, lists);
  list_trips(plan, lists);
}

void show_trips(std::shared_ptr<const TripLists> lists, PolicyPlan& plan) {
  plan.lists = std::move(lists);
  plan.trips = plan.lists->trips;
  plan.order = plan.lists->order;
  plan.trip_of_draws = plan.lists->trip_of_draws;
  plan.draw_count = plan.lists->draw_count;
  plan.scheduled_trips = plan.lists->scheduled_trips;
  for (std::size_t i = 0; i < plan.ways.size(); ++i) {
    Ways& ways = plan.ways[i];
    ways.trips = plan.lists->ways[i].trips;
    ways.scheduled_h = plan.lists->ways[i].scheduled_h;
    ways.draws = plan.lists->ways[i].draws;
    ways.per_hour = per_hour(ways.scheduled_h);
  }
  mark_punctual(plan);
  for (std::size_t i = 0; i < plan.outfits.size(); ++i) {
    Outfit& outfit = plan.outfits[i];
    outfit.trips = plan.lists->outfits[i].trips;
    outfit.draws = plan.lists->outfits[i].draws;
    outfit.even = !outfit.airlift && !outfit.curfew && plan.ways[outfit.ways].routes.size() == 1;
    const auto counted =
        std::ranges::partition_point(outfit.trips, [&](std::uint32_t trip) { return !plan.trips[trip].counts(); });
    plan.scheduled_workers += outfit.workers * (outfit.trips.end() - counted);
    const auto first = std::ranges::partition_point(outfit.trips, [&](std::uint32_t trip) {
      return !plan.trips[trip].counts() || plan.trips[trip].scheduled_h - outfit.jitter_h < 0;
    });
    outfit.first_after_zero = static_cast<std::size_t>(first - outfit.trips.begin());
    plan.greatest_jitter_h = std::max(plan.greatest_jitter_h, outfit.jitter_h);
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
