#include "model/world/lanes.hpp"

#include <algorithm>
#include <tuple>

namespace convoyrisk::model {
namespace {

bool has_certain_paces(const spec::Scenario& scenario, const PolicyPlan& plan, std::uint32_t ways) {
  return std::ranges::all_of(plan.outfits, [&](const Outfit& outfit) {
    return outfit.ways != ways ||
           (outfit.own_pace ? outfit.own_pace->certain() : scenario.convoys[outfit.convoy.index()].pace_cv == 0);
  });
}

bool take_as_long(const RoutePlan& a, const RoutePlan& b) {
  return std::ranges::equal(a.legs(), b.legs(), [](const RouteLeg& one, const RouteLeg& other) {
    return one.leg == other.leg && one.forward == other.forward && one.start_h == other.start_h &&
           one.hours == other.hours;
  });
}

Lane join(const PolicyPlan& plan, const std::vector<std::uint32_t>& ways) {
  Lane lane;
  for (const std::uint32_t number : ways) {
    lane.all_trips.insert(lane.all_trips.end(), plan.ways[number].trips.begin(), plan.ways[number].trips.end());
  }
  std::ranges::sort(lane.all_trips, [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(plan.trips[a].scheduled_h, plan.trips[a].rank()) <
           std::tuple(plan.trips[b].scheduled_h, plan.trips[b].rank());
  });
  for (const std::uint32_t trip : lane.all_trips) {
    lane.all_scheduled_h.push_back(plan.trips[trip].scheduled_h);
  }
  lane.trips = lane.all_trips;
  lane.scheduled_h = lane.all_scheduled_h;
  lane.per_hour = per_hour(lane.scheduled_h);
  return lane;
}

}  // namespace

void join_lanes(const spec::Scenario& scenario, PolicyPlan& plan) {
  std::vector<std::vector<std::uint32_t>> joined;  // by lane: numbers of ways
  for (std::uint32_t number = 0; number < plan.ways.size(); ++number) {
    Ways& ways = plan.ways[number];
    ways.by_timetable = ways.punctual && has_certain_paces(scenario, plan, number);
    if (!ways.by_timetable) {
      continue;
    }
    const auto same = std::ranges::find_if(joined, [&](const std::vector<std::uint32_t>& lane) {
      return take_as_long(plan.ways[lane.front()].routes.front(), ways.routes.front());
    });
    same != joined.end() ? same->push_back(number) : joined.push_back({number});
  }
  std::erase_if(joined, [](const std::vector<std::uint32_t>& lane) { return lane.size() == 1; });
  for (const std::vector<std::uint32_t>& lane : joined) {
    for (const std::uint32_t number : lane) {
      plan.ways[number].lane = Ways::in_another;
    }
    plan.ways[lane.front()].lane = static_cast<std::uint32_t>(plan.lanes.size());
    plan.lanes.push_back(join(plan, lane));
  }
}

}  // namespace convoyrisk::model
