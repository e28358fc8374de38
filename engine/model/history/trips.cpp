#include "model/history/trips.hpp"

#include <algorithm>
#include <utility>

#include "model/history/course.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::model {
Trips::Trips(const Moment& moment, Agenda& agenda, const Staged& staged, Departures& departures, Journeys& journeys,
             Loadings& loadings, Tally& tally)
    : moment_(moment),
      agenda_(agenda),
      staged_(staged),
      departures_(departures),
      journeys_(journeys),
      loadings_(loadings),
      tally_(tally) {}

void Trips::start() {
  std::ranges::for_each(trips_, [this](Trip& trip) { keep_memory(trip); });
  trips_.clear();
  free_.clear();
  active_.clear();
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

TripId Trips::add(const Departure& departure) {
  const TripId id = free_slot();
  Trip& trip = trips_[id.index()];
  const Agenda::Actor actor = trip.actor;
  keep_memory(trip);
  trip = departing(departures_, departure);
  trip.actor = actor;
  join(trip);
  active_.push_back(id);
  return id;
}

void Trips::set_out(const Departure& departure) {
  if (departure.fate == Fate::out) {
    Trip& trip = trips_[add(departure).index()];
    next_background(trip);
    schedule(trip);
  }
}

/// What the vehicles come to with the escorts that ride along.
void Trips::join(PassingTrip& trip) {
  const Loading& aboard = loadings_.of(trip.outfit, trip.escorts);
  trip.unspotted = aboard.unspotted;
  trip.target_key = aboard.key;
}

std::optional<PassingTrip> Trips::passing(std::uint32_t index, const Place& place) {
  if (departures_.visited(index)) {
    return std::nullopt;
  }
  const Departure departure = departures_.on_its_way(index);
  if (departure.fate != Fate::out) {
    return std::nullopt;
  }
  PassingTrip trip = model::passing_trip(departures_, departure, departures_.route(departure).position(place.leg));
  if (!outfit(trip).escort_runs.empty() && escort_runs(moment_.policy(), trip)[trip.leg_position] > 0) {
    trip.escorts = trip.all_escorts;
  }
  join(trip);
  return trip;
}

TripId Trips::take_up(std::uint32_t index, const Place& place) {
  departures_.visit(index);
  const TripId id = add(departures_.decided(index));
  Trip& trip = trips_[id.index()];
  trip.background_hazard = never;  // else it would have had a life of its own
  trip.next = Trip::Next::encounter;
  trip.next_place = place;
  trip.next_flow_h = trip.route->midpoint_h(trip.route->position(place.leg), place.segment);
  step(id);
  return id;
}

void Trips::next_background(Trip& trip) const {
  if (trip.route->hazard() <= 0) {
    trip.background_hazard = never;
    return;
  }
  const double uniform =
      trip.background_events == 0
          ? TripUniforms(moment_, TripUniform::background).of(trip.identity)
          : moment_.stream(Purpose::background_place, trip.identity, trip.background_events).uniform();
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
    ride_along(trip);
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

/// Where escorts ride on some legs alone: they join afresh at each of their runs of legs, and have left elsewhere.
void Trips::ride_along(Trip& trip) {
  const Outfit& plan = outfit(trip);
  if (plan.escort_runs.empty()) {
    return;
  }
  const std::uint32_t run = escort_runs(moment_.policy(), trip)[trip.leg_position];
  if (run == trip.escort_run) {
    return;
  }
  trip.escort_run = run;
  trip.escorts = run > 0 ? trip.all_escorts : 0;
  join(trip);
  if (trip.harmed) {
    change_escort(trip.target, plan.escort, trip.escorts);
    trip.target_key = loadings_.key(trip.target);
  }
}

Target& Trips::expose(Trip& trip) {
  if (!trip.harmed) {
    if (!spare_.empty()) {
      std::swap(trip.target, spare_.back());
      spare_.pop_back();
    }
    trip.target = loadings_.of(trip.outfit, trip.escorts).target;
    trip.harmed = true;
  }
  return trip.target;
}

void Trips::keep_memory(Trip& trip) {
  if (trip.harmed) {
    spare_.push_back(std::move(trip.target));
    trip.harmed = false;
  }
}

Event Trips::event(EventKind kind, const Trip& trip) const {
  return {.time_h = moment_.now_h(), .kind = kind, .convoy = trip.convoy, .entry = trip.entry, .part = trip.part};
}

void Trips::halt(Trip& trip, double hours) {
  const double halted_h = std::min(hours, moment_.horizon_h() - moment_.now_h());
  if (!outfit(trip).escort_runs.empty()) {
    add_escort_hours(moment_, trip, trip.flow_h);
    trip.escort_h += trip.escort_run > 0 ? std::max(halted_h + std::min(moment_.now_h(), 0.0), 0.0) : 0;
  }
  trip.clock_h += hours;
  trip.delay_h += halted_h;
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

void Trips::arrive(Trip& trip) {
  tally_.note(event(EventKind::arrived, trip));
  if (trip.counted) {
    tally_.deliver(trip.convoy, trip.harmed ? workers_alive(trip.target) : outfit(trip).workers);
    if (Course* course = moment_.course(); course != nullptr && trip.harmed) {
      course->harmed_arrivals.push_back(trip.number);
      course->unharmed_delivered -= workers_alive(trip.target);
    }
  }
  journeys_.count_journey(trip);
  close(trip, moment_.now_h());
}

/// Of a trip with a life of its own, at its end.
void Trips::close(Trip& trip, double end_h) {
  if (!outfit(trip).escort_runs.empty()) {
    add_escort_hours(moment_, trip, trip.route->hours());
  }
  journeys_.end(trip, end_h);
  if (trip.counted) {
    tally_.delay(trip.delay_h * outfit(trip).workers);
  }
}

void Trips::finish() {
  // In order of departure: sums do not depend on when a trip got a life of its own.
  std::ranges::sort(active_, [this](TripId a, TripId b) {
    const Trip& first = trips_[a.index()];
    const Trip& second = trips_[b.index()];
    return first.departure_h < second.departure_h ||
           (first.departure_h == second.departure_h && first.rank < second.rank);
  });
  for (const TripId id : active_) {
    Trip& trip = trips_[id.index()];
    mark_zero(trip);
    journeys_.count_passes(trip, moment_.horizon_h());
    close(trip, moment_.horizon_h());
  }
}

}  // namespace convoyrisk::model
