// Departures and travel (docs/model.md, 3.1). A trip is visited only where something meets it: between events its place
// follows from its clock and pace.
#include <algorithm>
#include <cmath>

#include "model/replication.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

constexpr std::uint64_t trip_rank = std::uint64_t{2} << 62U;
constexpr unsigned convoy_shift = 40;
constexpr std::int64_t entry_zero = std::int64_t{1} << (convoy_shift - 1);

}  // namespace

std::uint64_t Replication::departure_rank(const ScheduledTrip& trip) {
  return trip_rank | (std::uint64_t{trip.convoy.index()} << convoy_shift) |
         static_cast<std::uint64_t>(trip.entry + entry_zero);
}

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

void Replication::plan_departures() {
  departures_.clear();
  const double jitter_h = policy_->spec->jitter_h.value_or(0);
  const double start_h = -world_.scenario().warmup_h;
  for (std::size_t i = 0; i < policy_->trips.size(); ++i) {
    const ScheduledTrip& trip = policy_->trips[i];
    double time_h = trip.scheduled_h;
    if (jitter_h > 0) {
      random::Stream draws = stream(Purpose::departure, departure_rank(trip), 0);
      time_h = std::max(time_h + jitter_h * (2 * draws.uniform() - 1), start_h);
    }
    departures_.push_back({time_h, static_cast<std::uint32_t>(i)});
  }
  if (jitter_h > 0) {  // trips are in order of schedule, then convoy
    std::ranges::stable_sort(departures_, [this](const Departure& a, const Departure& b) {
      return a.time_h < b.time_h ||
             (a.time_h == b.time_h && departure_rank(policy_->trips[a.trip]) < departure_rank(policy_->trips[b.trip]));
    });
  }
  next_departure_ = 0;
  outcome(Outcome::trips_scheduled) = static_cast<double>(policy_->scheduled_trips);
  outcome(Outcome::workers_scheduled) = static_cast<double>(policy_->scheduled_workers);
}

void Replication::on_departure() {
  const ScheduledTrip& scheduled = policy_->trips[departures_[next_departure_].trip];
  ++next_departure_;
  const spec::Policy& policy = *policy_->spec;
  const ConvoyPlan& convoy = policy_->convoys[scheduled.convoy.index()];
  const bool counted = scheduled.scheduled_h >= 0;
  EventKind kind = EventKind::departed;
  int killed = 0;
  random::Stream draws = stream(Purpose::departure, departure_rank(scheduled), 0);
  draws.seek(1);  // word 0 was the jitter
  const bool flown = policy.airlift && draws.uniform() < policy.airlift->share;
  if (flown) {
    kind = EventKind::flown;
    if (counted) {
      killed = fly(scheduled, convoy);
    }
  } else if (suspended()) {
    kind = EventKind::cancelled;
    if (counted) {
      outcome(Outcome::trips_cancelled) += 1;
      outcome(Outcome::cost) += world_.scenario().costs.cancelled_trip;
    }
  } else {
    set_out(scheduled, draws);
  }
  if (log_ != nullptr) {
    log({.time_h = now_h_, .kind = kind, .convoy = scheduled.convoy, .entry = scheduled.entry, .killed = killed});
  }
}

int Replication::fly(const ScheduledTrip& scheduled, const ConvoyPlan& convoy) {
  const double fatality = policy_->spec->airlift->fatality;
  random::Stream deaths = stream(Purpose::flown_deaths, departure_rank(scheduled), 0);
  outcome(Outcome::trips_flown) += 1;
  outcome(Outcome::workers_delivered) += convoy.workers;
  const int killed = tilt() == nullptr ? random::binomial(deaths.uniform(), convoy.workers, fatality)
                                       : tilt()->deaths(deaths.uniform(), convoy.workers, fatality);
  outcome(Outcome::flown_killed) += killed;
  outcome(Outcome::killed_total_conditional) += convoy.workers * fatality;
  outcome(Outcome::cost) += convoy.workers * world_.scenario().costs.flown_worker;
  return killed;
}

bool Replication::suspended() const {
  for (std::size_t i = 0; i < policy_->postures.size(); ++i) {
    if (policy_->postures[i].spec->suspend && now_h_ < posture_until_h_[i]) {
      return true;
    }
  }
  return false;
}

int Replication::escorts_now() const {
  int escorts = policy_->escort.vehicles;
  for (std::size_t i = 0; i < policy_->postures.size(); ++i) {
    if (now_h_ < posture_until_h_[i]) {
      escorts += policy_->postures[i].spec->escort;
    }
  }
  return escorts;
}

void Replication::set_out(const ScheduledTrip& scheduled, random::Stream& draws) {
  const ConvoyPlan& convoy = policy_->convoys[scheduled.convoy.index()];
  std::uint32_t slot = 0;
  if (free_trips_.empty()) {
    slot = static_cast<std::uint32_t>(trips_.size());
    trips_.emplace_back();
    trips_.back().actor = add_actor(ActorRef::Kind::trip, slot);
  } else {
    slot = free_trips_.back();
    free_trips_.pop_back();
  }
  active_trips_.push_back(slot);
  Trip& trip = trips_[slot];
  std::size_t route = 0;
  if (convoy.routes.size() > 1) {
    draws.seek(2);
    const auto routes = static_cast<double>(convoy.routes.size());
    route = std::min(static_cast<std::size_t>(draws.uniform() * routes), convoy.routes.size() - 1);
  }
  trip.convoy = scheduled.convoy;
  trip.entry = scheduled.entry;
  trip.rank = departure_rank(scheduled);
  trip.route = &convoy.routes[route];
  trip.route_number = convoy.first_route + route;
  trip.counted = scheduled.scheduled_h >= 0;
  trip.departure_h = now_h_;
  trip.clock_h = now_h_;
  draws.seek(3);
  trip.pace = convoy.pace(draws);
  trip.flow_h = -1;
  trip.delay_h = 0;
  trip.past_zero = now_h_ >= 0;
  trip.zero_clock_h = now_h_;
  trip.zero_flow_h = -1;
  trip.escorts = escorts_now();
  const Loading& aboard = loading(trip.convoy, trip.escorts);
  trip.spot_probability = aboard.spot_probability;
  trip.target_key = aboard.key;
  trip.harmed = false;
  trip.leg_position = 0;
  trip.background_hazard = 0;
  trip.background_events = 0;
  memory_.record(trip.route_number, now_h_);
  next_background(trip);
  schedule(trip);
}

const Replication::Loading& Replication::loading(ConvoyId convoy, int escorts) {
  auto& list = loadings_[policy_index_][convoy.index()];
  const auto found = std::ranges::find(list, escorts, &Loading::escorts);
  if (found != list.end()) {
    return *found;
  }
  const spec::Escort& escort = policy_->escort;
  Loading loading;
  loading.escorts = escorts;
  loading.spot_probability = policy_->spot_probability(escorts);
  loading.target.vehicles = policy_->convoys[convoy.index()].boarding.vehicles;
  loading.target.vehicles.insert(loading.target.vehicles.end(), static_cast<std::size_t>(escorts),
                                 Vehicle{escort.protection, escort.profile, true, escort.crew, 0});
  loading.target.guards = escorts;
  loading.target.suppress = escort.suppress;
  loading.key = harm_table_.intern(loading.target);
  list.push_back(std::move(loading));
  return list.back();
}

void Replication::next_background(Trip& trip) {
  if (trip.route->hazard() <= 0) {
    trip.background_hazard = never;
    return;
  }
  random::Stream draws = stream(Purpose::background_place, trip.rank, trip.background_events);
  const double uniform = draws.uniform();
  if (tilt() != nullptr) {
    const double ahead = trip.route->hazard() - trip.background_hazard;
    trip.background_hazard += tilt()->background_gap(random::exponential(uniform), ahead);
    return;
  }
  const bool none = trip.background_hazard == 0 && uniform <= trip.route->none_probability();  // spares the logarithm
  trip.background_hazard = none ? never : trip.background_hazard + random::exponential(uniform);
}

/// Makes the nearest cell staged ahead on the leg the next to meet, where one comes before what is next so far.
bool Replication::find_nearest_cell(Trip& trip, const RouteLeg& leg) {
  bool found = false;
  for (const std::uint32_t index : staged_[leg.leg.index()]) {
    const Place place = cells_[index].place;
    const double flow_h = leg.midpoint_h(leg.turn(place.segment));
    if (flow_h > trip.flow_h && flow_h < trip.next_flow_h) {
      trip.next = Trip::Next::encounter;
      trip.next_flow_h = flow_h;
      trip.next_place = place;
      found = true;
    }
  }
  return found;
}

/// Finds what meets the trip next: the end of its route, a background event, or the nearest staged cell ahead.
void Replication::schedule(Trip& trip) {
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
    if (staged_count_[roads[position].index()] > 0 && find_nearest_cell(trip, route.legs()[position])) {
      break;
    }
  }
  queue_.set(trip.actor, pass_time(trip, trip.next_flow_h), trip.rank);
}

/// A cell has staged at `place`: the trip meets it next where that lies ahead, before all else.
void Replication::retarget(Trip& trip, const Place& place) {
  const std::uint32_t position = trip.route->position(place.leg);
  if (position == RoutePlan::off_route || position < trip.leg_position) {
    return;
  }
  const double flow_h = trip.route->midpoint_h(position, place.segment);
  if (flow_h > trip.flow_h && flow_h < trip.next_flow_h && pass_time(trip, flow_h) >= now_h_) {
    trip.next = Trip::Next::encounter;
    trip.next_flow_h = flow_h;
    trip.next_place = place;
    queue_.set(trip.actor, pass_time(trip, flow_h), trip.rank);
  }
}

void Replication::on_trip(std::uint32_t index) {
  Trip& trip = trips_[index];
  mark_zero(trip);
  if (trip.next == Trip::Next::arrival) {
    arrive(trip);
    queue_.set(trip.actor, never, 0);
    active_trips_.erase(std::ranges::find(active_trips_, index));
    free_trips_.push_back(index);
    return;
  }
  trip.flow_h = trip.next_flow_h;
  trip.leg_position = trip.route->position(trip.next_place.leg);
  if (trip.next == Trip::Next::encounter) {
    meet_cells(trip);
  } else {
    meet_background(trip);
    next_background(trip);
  }
  schedule(trip);
}

void Replication::halt(Trip& trip, double hours) {
  trip.clock_h += hours;
  trip.delay_h += std::min(hours, world_.scenario().horizon_h - now_h_);
}

/// Keeps the clock by which the passes before and after t = 0 are told apart.
void Replication::mark_zero(Trip& trip) {
  if (trip.past_zero) {
    return;
  }
  trip.zero_clock_h = trip.clock_h;
  trip.zero_flow_h = trip.flow_h;
  trip.past_zero = now_h_ >= 0;
}

void Replication::arrive(Trip& trip) {
  if (log_ != nullptr) {
    log({.time_h = now_h_, .kind = EventKind::arrived, .convoy = trip.convoy, .entry = trip.entry});
  }
  if (trip.counted) {
    int delivered = trip.harmed ? 0 : plan(trip).workers;
    if (trip.harmed) {
      for (const Vehicle& vehicle : trip.target.vehicles) {
        delivered += vehicle.escort ? 0 : vehicle.alive();
      }
    }
    outcome(Outcome::trips_arrived) += 1;
    outcome(Outcome::workers_delivered) += delivered;
  }
  if (trip.departure_h >= 0) {
    ++full_journeys_[trip.route_number];
  } else {
    count_passes(trip, never);
  }
  close(trip, now_h_);
}

/// Convoy-km of a journey that t = 0 or the horizon cuts: segments whose midpoint was passed in [0, end).
void Replication::count_passes(const Trip& trip, double end_h) {
  const auto after_zero = [&](double flow_h) {
    return flow_h > trip.zero_flow_h && trip.zero_clock_h + trip.pace * flow_h >= 0;
  };
  const auto after_end = [&](double flow_h) { return flow_h > trip.flow_h && pass_time(trip, flow_h) >= end_h; };
  for (const RouteLeg& leg : trip.route->legs()) {
    const std::uint32_t first = trip.departure_h >= 0 ? 0 : first_where(leg, after_zero);
    const std::uint32_t last = first_where(leg, after_end);
    if (last > first) {
      result_->legs[leg.leg.index()].segments_passed += last - first;
    }
  }
}

/// What a trip that set out has cost by its end.
void Replication::close(const Trip& trip, double end_h) {
  const spec::Costs& price = world_.scenario().costs;
  const double hours = end_h - std::max(trip.departure_h, 0.0);
  if (hours > 0) {
    const double per_hour = plan(trip).boarding.price_per_hour + trip.escorts * price.escort_vehicle_hour;
    outcome(Outcome::cost) += hours * per_hour;
  }
  if (trip.counted) {
    const double delay = trip.delay_h * plan(trip).workers;
    outcome(Outcome::delay) += delay;
    outcome(Outcome::cost) += delay * price.worker_delay_hour;
  }
}

}  // namespace convoyrisk::model
