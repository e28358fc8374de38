#include "model/history/trip.hpp"

#include <algorithm>

namespace convoyrisk::model {

Trip departing(const Departures& departures, const Departure& departure) {
  const ScheduledTrip& scheduled = departures.scheduled(departure);
  Trip trip;
  static_cast<PassingTrip&>(trip) = passing_trip(departures, departure, 0);
  trip.rank = scheduled.rank();
  trip.identity = departures.identity(departure);
  trip.route = &departures.route(departure);
  trip.counted = scheduled.counts();
  trip.departure_h = departure.time_h;
  trip.clock_h = departure.time_h;
  trip.pace = departure.pace;
  trip.flow_h = -1;
  trip.past_zero = departure.time_h >= 0;
  trip.zero_clock_h = departure.time_h;
  trip.zero_flow_h = -1;
  return trip;
}

PassingTrip passing_trip(const Departures& departures, const Departure& departure, std::uint32_t leg_position) {
  const ScheduledTrip& scheduled = departures.scheduled(departure);
  const bool all_the_way = departures.outfit(departure).escort_runs.empty();
  return {.convoy = scheduled.convoy,
          .entry = scheduled.entry,
          .part = scheduled.part,
          .number = departure.trip,
          .outfit = scheduled.outfit,
          .route_number = departure.route,
          .leg_position = leg_position,
          .escorts = all_the_way ? departure.escorts : 0,
          .all_escorts = departure.escorts};
}

const std::vector<std::uint32_t>& escort_runs(const PolicyPlan& policy, const PassingTrip& trip) {
  const Outfit& outfit = policy.outfits[trip.outfit];
  return outfit.escort_runs[trip.route_number - policy.ways[outfit.ways].first_route];
}

void add_escort_hours(const Moment& moment, Trip& trip, double flow_h) {
  const std::vector<std::uint32_t>& runs = escort_runs(moment.policy(), trip);
  const std::vector<RouteLeg>& legs = trip.route->legs();
  for (std::size_t position = 0; position < legs.size(); ++position) {
    const double begin = std::max(legs[position].start_h, trip.escort_flow_h);
    const double end = std::min(legs[position].start_h + legs[position].hours, flow_h);
    if (runs[position] > 0 && end > begin) {
      trip.escort_h +=
          std::max(std::min(trip.pass_h(end), moment.horizon_h()) - std::max(trip.pass_h(begin), 0.0), 0.0);
    }
  }
  trip.escort_flow_h = flow_h;
}

}  // namespace convoyrisk::model
