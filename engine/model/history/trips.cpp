#include "model/history/trips.hpp"

#include <algorithm>

#include "model/history/departures.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

/// The first segment of a leg, in order of travel, at whose midpoint the predicate holds; it holds from some point on.
template <class Predicate>
std::uint32_t first_where(const RouteLeg& leg, const Predicate& holds) {
  std::uint32_t low = 0;
  std::uint32_t high = leg.segments;
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (holds(leg.midpoint_h(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

Trips::Trips(const Moment& moment, Agenda& agenda, const Postures& postures, const Staged& staged, PassMemory& memory,
             Loadings& loadings, Tally& tally)
    : moment_(moment),
      agenda_(agenda),
      postures_(postures),
      staged_(staged),
      memory_(memory),
      loadings_(loadings),
      tally_(tally) {}

void Trips::start() {
  trips_.clear();
  free_.clear();
  active_.clear();
  full_journeys_.assign(moment_.policy().route_count, 0);
}

void Trips::depart(const ScheduledTrip& scheduled) {
  const auto& airlift = moment_.policy().spec->airlift;
  const bool counted = scheduled.scheduled_h >= 0;
  Event event{
      .time_h = moment_.now_h(), .kind = EventKind::departed, .convoy = scheduled.convoy, .entry = scheduled.entry};
  random::Stream draws = moment_.stream(Purpose::departure, trip_identity(scheduled), 0);
  draws.seek(word::departure::airlift);
  if (airlift && draws.uniform() < airlift->share) {
    event.kind = EventKind::flown;
    if (!counted) {
      tally_.note(event);
      return;
    }
    const int workers = moment_.policy().convoys[scheduled.convoy.index()].workers;
    event.killed = fly(scheduled, workers);
    tally_.note_flight(event, workers, airlift->fatality);
    tally_.spend(workers * moment_.scenario().costs.flown_worker);
    return;
  }
  if (postures_.suspended(moment_.now_h())) {
    event.kind = EventKind::cancelled;
    if (counted) {
      tally_.spend(moment_.scenario().costs.cancelled_trip);
    }
  } else {
    set_out(scheduled, draws);
  }
  tally_.note(event);
}

/// How many of the workers are killed.
int Trips::fly(const ScheduledTrip& scheduled, int workers) {
  const double fatality = moment_.policy().spec->airlift->fatality;
  random::Stream deaths = moment_.stream(Purpose::flown_deaths, trip_identity(scheduled), 0);
  TiltedDraws* tilt = moment_.tilt();
  return tilt == nullptr ? random::binomial(deaths.uniform(), workers, fatality)
                         : tilt->deaths(deaths.uniform(), workers, fatality);
}

TripId Trips::free_slot() {
  if (free_.empty()) {
    const TripId id(trips_.size());
    trips_.emplace_back();
    trips_.back().actor = agenda_.add(Agenda::Kind::trip, id.index());
    return id;
  }
  const TripId id = free_.back();
  free_.pop_back();
  return id;
}

void Trips::set_out(const ScheduledTrip& scheduled, random::Stream& draws) {
  const ConvoyPlan& convoy = moment_.policy().convoys[scheduled.convoy.index()];
  const double now_h = moment_.now_h();
  const TripId id = free_slot();
  active_.push_back(id);
  Trip& trip = trips_[id.index()];
  std::size_t route = 0;
  if (convoy.routes.size() > 1) {
    draws.seek(word::departure::route);
    const auto routes = static_cast<double>(convoy.routes.size());
    route = std::min(static_cast<std::size_t>(draws.uniform() * routes), convoy.routes.size() - 1);
  }
  trip.convoy = scheduled.convoy;
  trip.entry = scheduled.entry;
  trip.rank = trip_identity(scheduled);
  trip.route = &convoy.routes[route];
  trip.route_number = convoy.first_route + route;
  trip.counted = scheduled.scheduled_h >= 0;
  trip.departure_h = now_h;
  trip.clock_h = now_h;
  draws.seek(word::departure::pace);
  trip.pace = convoy.pace(draws);
  trip.flow_h = -1;
  trip.delay_h = 0;
  trip.past_zero = now_h >= 0;
  trip.zero_clock_h = now_h;
  trip.zero_flow_h = -1;
  trip.escorts = moment_.policy().escort.vehicles + postures_.escorts(now_h);
  const Loading& aboard = loadings_.of(trip.convoy, trip.escorts);
  trip.spot_probability = aboard.spot_probability;
  trip.target_key = aboard.key;
  trip.harmed = false;
  trip.leg_position = 0;
  trip.background_hazard = 0;
  trip.background_events = 0;
  memory_.record(trip.route_number, now_h);
  next_background(trip);
  schedule(trip);
}

void Trips::next_background(Trip& trip) const {
  if (trip.route->hazard() <= 0) {
    trip.background_hazard = never;
    return;
  }
  random::Stream draws = moment_.stream(Purpose::background_place, trip.rank, trip.background_events);
  const double uniform = draws.uniform();
  if (TiltedDraws* tilt = moment_.tilt()) {
    const double ahead = trip.route->hazard() - trip.background_hazard;
    trip.background_hazard += tilt->background_gap(random::exponential(uniform), ahead);
    return;
  }
  const bool none = trip.background_hazard == 0 && uniform <= trip.route->none_probability();  // spares the logarithm
  trip.background_hazard = none ? never : trip.background_hazard + random::exponential(uniform);
}

/// Makes the nearest cell staged ahead on the leg the next to meet, where one comes before what is next so far.
bool Trips::find_nearest_cell(Trip& trip, const RouteLeg& leg) const {
  bool found = false;
  for (const Staged::Ambush& ambush : staged_.on(leg.leg)) {
    const double flow_h = leg.midpoint_h(leg.turn(ambush.segment));
    if (flow_h > trip.flow_h && flow_h < trip.next_flow_h) {
      trip.next = Trip::Next::encounter;
      trip.next_flow_h = flow_h;
      trip.next_place = {leg.leg, ambush.segment};
      found = true;
    }
  }
  return found;
}

/// Finds what meets the trip next: the end of its route, a background event, or the nearest staged cell ahead.
void Trips::schedule(Trip& trip) {
  const RoutePlan& route = *trip.route;
  trip.next = Trip::Next::arrival;
  trip.next_flow_h = route.hours();
  if (trip.background_hazard < route.hazard()) {
    const RoutePoint point = route.at_hazard(trip.background_hazard);
    trip.next = Trip::Next::background;
    trip.next_flow_h = point.flow_h;
    trip.next_place = point.place;
  }
  const std::vector<RoadId>& roads = route.roads();
  for (std::uint32_t position = trip.leg_position; position < roads.size(); ++position) {
    if (staged_.any(roads[position]) && find_nearest_cell(trip, route.legs()[position])) {
      break;
    }
  }
  agenda_.set(trip.actor, trip.pass_h(trip.next_flow_h), trip.rank);
}

/// A cell has staged at `place`: the trip meets it next where that lies ahead, before all else.
void Trips::retarget(Trip& trip, const Place& place) {
  const std::uint32_t position = trip.route->position(place.leg);
  if (position == RoutePlan::off_route || position < trip.leg_position) {
    return;
  }
  const double flow_h = trip.route->midpoint_h(position, place.segment);
  if (flow_h > trip.flow_h && flow_h < trip.next_flow_h && trip.pass_h(flow_h) >= moment_.now_h()) {
    trip.next = Trip::Next::encounter;
    trip.next_flow_h = flow_h;
    trip.next_place = place;
    agenda_.set(trip.actor, trip.pass_h(flow_h), trip.rank);
  }
}

void Trips::notice(const Place& place) {
  for (const TripId id : active_) {
    retarget(trips_[id.index()], place);
  }
}

Trip::Next Trips::step(TripId id) {
  Trip& trip = trips_[id.index()];
  mark_zero(trip);
  if (trip.next == Trip::Next::arrival) {
    arrive(trip);
    agenda_.set(trip.actor, never, 0);
    active_.erase(std::ranges::find(active_, id));
    free_.push_back(id);
  } else {
    trip.flow_h = trip.next_flow_h;
    trip.leg_position = trip.route->position(trip.next_place.leg);
  }
  return trip.next;
}

void Trips::go_on(TripId id) {
  Trip& trip = trips_[id.index()];
  if (trip.next == Trip::Next::background) {
    next_background(trip);
  }
  schedule(trip);
}

Target& Trips::expose(Trip& trip) {
  if (!trip.harmed) {
    trip.target = loadings_.of(trip.convoy, trip.escorts).target;
    trip.harmed = true;
  }
  return trip.target;
}

Event Trips::event(EventKind kind, const Trip& trip) const {
  return {.time_h = moment_.now_h(), .kind = kind, .convoy = trip.convoy, .entry = trip.entry};
}

void Trips::halt(Trip& trip, double hours) const {
  trip.clock_h += hours;
  trip.delay_h += std::min(hours, moment_.horizon_h() - moment_.now_h());
}

/// Keeps the clock by which the passes before and after t = 0 are told apart.
void Trips::mark_zero(Trip& trip) const {
  if (trip.past_zero) {
    return;
  }
  trip.zero_clock_h = trip.clock_h;
  trip.zero_flow_h = trip.flow_h;
  trip.past_zero = moment_.now_h() >= 0;
}

void Trips::arrive(const Trip& trip) {
  tally_.note(event(EventKind::arrived, trip));
  if (trip.counted) {
    int delivered = trip.harmed ? 0 : plan(trip).workers;
    if (trip.harmed) {
      for (const Vehicle& vehicle : trip.target.vehicles) {
        delivered += vehicle.escort ? 0 : vehicle.alive();
      }
    }
    tally_.deliver(delivered);
  }
  if (trip.departure_h >= 0) {
    ++full_journeys_[trip.route_number];
  } else {
    count_passes(trip, never);
  }
  close(trip, moment_.now_h());
}

/// Convoy-km of a journey that t = 0 or the horizon cuts: segments whose midpoint was passed in [0, end).
void Trips::count_passes(const Trip& trip, double end_h) {
  const auto after_zero = [&](double flow_h) {
    return flow_h > trip.zero_flow_h && trip.zero_clock_h + trip.pace * flow_h >= 0;
  };
  const auto after_end = [&](double flow_h) { return flow_h > trip.flow_h && trip.pass_h(flow_h) >= end_h; };
  for (const RouteLeg& leg : trip.route->legs()) {
    const std::uint32_t first = trip.departure_h >= 0 ? 0 : first_where(leg, after_zero);
    const std::uint32_t last = first_where(leg, after_end);
    if (last > first) {
      tally_.pass(leg.leg, last - first);
    }
  }
}

/// What a trip that set out has cost by its end.
void Trips::close(const Trip& trip, double end_h) {
  const spec::Costs& price = moment_.scenario().costs;
  const double hours = end_h - std::max(trip.departure_h, 0.0);
  if (hours > 0) {
    const double per_hour = plan(trip).boarding.price_per_hour + trip.escorts * price.escort_vehicle_hour;
    tally_.spend(hours * per_hour);
  }
  if (trip.counted) {
    const double delay = trip.delay_h * plan(trip).workers;
    tally_.delay(delay);
    tally_.spend(delay * price.worker_delay_hour);
  }
}

void Trips::finish() {
  for (const TripId id : active_) {
    Trip& trip = trips_[id.index()];
    mark_zero(trip);
    count_passes(trip, moment_.horizon_h());
    close(trip, moment_.horizon_h());
  }
  for (const ConvoyPlan& convoy : moment_.policy().convoys) {
    for (std::size_t r = 0; r < convoy.routes.size(); ++r) {
      for (const RouteLeg& leg : convoy.routes[r].legs()) {
        tally_.pass(leg.leg, full_journeys_[convoy.first_route + r] * leg.segments);
      }
    }
  }
}

}  // namespace convoyrisk::model
