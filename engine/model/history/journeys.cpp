#include "model/history/journeys.hpp"

#include <algorithm>
#include <span>

namespace convoyrisk::model {
namespace {

constexpr double rounding_h = 1e-6;  // far above what sums of hours are off by

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

/// Free-flow hours for which the escort rides along on the only route.
double free_escort_hours(const Outfit& outfit, const RoutePlan& route) {
  if (outfit.escort_runs.empty()) {
    return route.hours();
  }
  double hours = 0;
  for (std::size_t i = 0; i < route.legs().size(); ++i) {
    hours += outfit.escort_runs.front()[i] > 0 ? route.legs()[i].hours : 0;
  }
  return hours;
}

}  // namespace

Journeys::Journeys(const Moment& moment, const Postures& postures, Departures& departures, Tally& tally)
    : moment_(moment), postures_(postures), departures_(departures), tally_(tally) {}

void Journeys::start() {
  ends_.resize(std::max(ends_.size(), moment_.policy().trips.size()));
  delayed_.clear();
  full_journeys_.assign(moment_.policy().routes.size(), 0);
}

void Journeys::end(const Trip& trip, double end_h) {
  ends_[trip.number] = {end_h, trip.escort_h, trip.delay_h > 0};
  if (trip.delay_h > 0) {
    delayed_.push_back(trip.number);
  }
}

void Journeys::count_journey(const Trip& trip) {
  if (trip.departure_h >= 0) {
    ++full_journeys_[trip.route_number];
  } else {
    count_passes(trip, never);
  }
}

void Journeys::count_passes(const Trip& trip, double end_h) {
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

void Journeys::finish() {
  const PolicyPlan& policy = moment_.policy();
  cost_ = 0;
  alike_.assign(policy.outfits.size(), {});
  for (std::size_t i = 0; i < policy.outfits.size(); ++i) {
    if (policy.outfits[i].even) {
      measure(static_cast<std::uint32_t>(i));
    }
  }
  leave_out_visited();
  find_touched();
  for (const std::uint32_t trip : touched_) {
    correct(trip);
  }
  for (std::size_t i = 0; i < policy.outfits.size(); ++i) {
    const Outfit& outfit = policy.outfits[i];
    const Alike& alike = alike_[i];
    const std::span<const std::uint32_t> trips = outfit.trips;
    std::ranges::for_each(trips.subspan(alike.first_near, alike.begin - alike.first_near),
                          [this](std::uint32_t trip) { look_at(trip); });
    std::ranges::for_each(trips.subspan(alike.end), [this](std::uint32_t trip) { look_at(trip); });
    tally_.set_out(outfit.convoy, alike.out);
    tally_.arrive(outfit.convoy, outfit.workers, alike.unmet);
    full_journeys_[policy.ways[outfit.ways].first_route] += alike.unmet;
  }
  tally_.spend(cost_);
  for (std::size_t i = 0; i < policy.routes.size(); ++i) {
    for (const RouteLeg& leg : policy.routes[i]->legs()) {
      tally_.pass(leg.leg, full_journeys_[i] * leg.segments);
    }
  }
}

/// Finds the trips between, and counts them as if nothing had touched any.
void Journeys::measure(std::uint32_t number) {
  const PolicyPlan& policy = moment_.policy();
  const Outfit& outfit = policy.outfits[number];
  Alike& alike = alike_[number];
  const std::span<const std::uint32_t> trips = outfit.trips;
  Paces paces = paces_of(outfit);
  const double longest_h = outfit.jitter_h + outfit.headway_h +
                           paces.greatest * policy.ways[outfit.ways].routes.front().hours() + rounding_h;
  const auto latest_h = [&](std::size_t i) { return policy.trips[trips[i]].scheduled_h + longest_h; };
  alike.begin = alike.first_near = outfit.first_after_zero;
  while (alike.first_near > 0 && latest_h(alike.first_near - 1) >= 0) {
    --alike.first_near;
  }
  alike.end = trips.size();
  while (alike.end > alike.begin && latest_h(alike.end - 1) >= moment_.horizon_h()) {
    --alike.end;
  }
  alike.out = alike.unmet = static_cast<std::int64_t>(alike.end - alike.begin);
  if (moment_.world().hours_cost()) {
    for (std::size_t i = trips.size(); i-- > alike.end;) {
      paces.after_zero -= departures_.pace(outfit, i);
    }
    spend_undelayed(number, paces.after_zero, 0);
  }
}

/// Where hours cost, the greatest pace decides which trips are added up together, and so their last bit: it may not
/// depend on which policies have drawn paces before. Where they do not, all that may be drawn are below it.
Journeys::Paces Journeys::paces_of(const Outfit& outfit) const {
  if (!moment_.world().hours_cost()) {
    return {departures_.paces(outfit.convoy).greatest, 0};
  }
  Paces paces;
  for (std::size_t i = 0; i < outfit.first_after_zero; ++i) {
    paces.greatest = std::max(paces.greatest, departures_.pace(outfit, i));
  }
  for (std::size_t i = outfit.first_after_zero; i < outfit.trips.size(); ++i) {
    const double pace = departures_.pace(outfit, i);
    paces.greatest = std::max(paces.greatest, pace);
    paces.after_zero += pace;
  }
  return paces;
}

void Journeys::leave_out_visited() {
  for (const std::uint32_t trip : departures_.all_visited()) {
    if (stretch(trip) == Stretch::between) {
      --alike_[moment_.policy().trips[trip].outfit].unmet;
    }
  }
}

Journeys::Stretch Journeys::stretch(std::uint32_t trip) const {
  const std::uint32_t number = moment_.policy().trips[trip].outfit;
  const std::span<const std::uint32_t> trips = moment_.policy().outfits[number].trips;
  const Alike& alike = alike_[number];
  const auto before = [&](std::size_t place) { return place == trips.size() || trip < trips[place]; };
  if (before(alike.first_near)) {
    return Stretch::before;
  }
  return !before(alike.begin) && before(alike.end) ? Stretch::between : Stretch::near;
}

/// Those that halted and those that departed while a posture held.
void Journeys::find_touched() {
  touched_ = delayed_;
  const std::vector<PosturePlan>& postures = moment_.policy().postures;
  for (std::size_t i = 0; i < postures.size(); ++i) {
    for (const Postures::Holding& holding : postures_.holdings()[i]) {
      find_held(postures[i], holding);
    }
  }
  std::ranges::sort(touched_);
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
}

void Journeys::find_held(const PosturePlan& posture, const Postures::Holding& holding) {
  const PolicyPlan& policy = moment_.policy();
  for (const Outfit& outfit : policy.outfits) {
    if (!outfit.even || !posture.acts_on(outfit.convoy)) {
      continue;
    }
    const double first_h = holding.from_h - outfit.jitter_h - outfit.headway_h - rounding_h;
    const double last_h = holding.until_h + outfit.jitter_h + rounding_h;
    const auto scheduled_h = [&](std::uint32_t trip) { return policy.trips[trip].scheduled_h; };
    for (auto trip = std::ranges::lower_bound(outfit.trips, first_h, {}, scheduled_h);
         trip != outfit.trips.end() && scheduled_h(*trip) <= last_h; ++trip) {
      touched_.push_back(*trip);
    }
  }
}

/// Counts a touched trip as what it was, where it has been counted as if nothing had touched it.
void Journeys::correct(std::uint32_t trip) {
  const Stretch where = stretch(trip);
  if (where == Stretch::near) {
    return;  // it is looked at by itself
  }
  const Departure departure = departures_.decided(trip);
  const bool visited = departures_.visited(trip);
  const bool delayed = visited && departure.fate == Fate::out && ends_[trip].delayed;
  if (where == Stretch::before) {
    const double end_h = delayed ? ends_[trip].time_h : 0;
    if (end_h > 0) {
      spend(departure, end_h);
    }
    return;
  }
  Alike& alike = alike_[departure.outfit];
  spend_undelayed(departure.outfit, -departure.pace, 0);
  if (departure.fate == Fate::cancelled) {
    --alike.out;
    if (!visited) {
      --alike.unmet;
      departures_.announce(departure);
    }
  } else if (delayed) {
    spend(departure, ends_[trip].time_h - departure.time_h);
  } else {
    spend_undelayed(departure.outfit, departure.pace,
                    departure.escorts - departures_.outfit(departure).escort.vehicles);
  }
}

/// Counts a trip that nothing is known of beforehand.
void Journeys::look_at(std::uint32_t trip) {
  const Departure departure = departures_.decided(trip);
  const Outfit& outfit = departures_.outfit(departure);
  const bool counts = departures_.scheduled(departure).counts();
  if (outfit.curfew && counts) {
    const double ready_h = departures_.ready_h(departures_.scheduled(departure), outfit);
    const double end_h = after_waiting(outfit, moment_.scenario(), ready_h);
    if (ready_h < moment_.horizon_h()) {
      tally_.wait(outfit.workers * (std::min(end_h, moment_.horizon_h()) - ready_h));
    }
  }
  if (departure.fate == Fate::flown && counts) {
    tally_.expect_flown(outfit.workers * outfit.airlift->fatality);
  }
  if (departure.fate == Fate::out) {
    if (counts) {
      tally_.set_out(outfit.convoy, 1);
    }
    const double end_h = departures_.visited(trip) ? ends_[trip].time_h : settle(departure);
    const double hours = end_h - std::max(departure.time_h, 0.0);
    if (hours > 0) {
      spend(departure, hours);
    }
  } else if (departure.fate != Fate::ahead && !departures_.visited(trip)) {
    departures_.announce(departure);
  }
}

/// A trip that nobody has met: when it ends, and what is counted of it.
double Journeys::settle(const Departure& departure) {
  const double arrival_h = departure.time_h + departure.pace * departures_.route(departure).hours();
  const bool arrives = arrival_h < moment_.horizon_h();
  if (arrives && departures_.scheduled(departure).counts()) {
    tally_.arrive(departures_.outfit(departure).convoy, departures_.outfit(departure).workers, 1);
  }
  if (arrival_h < 0) {
    return arrival_h;  // nothing of it counts
  }
  if (arrives && departure.time_h >= 0) {
    ++full_journeys_[departure.route];
  } else if (arrives) {
    count_journey(departing(departures_, departure));
  } else {
    count_passes(departing(departures_, departure), moment_.horizon_h());
  }
  return arrives ? arrival_h : moment_.horizon_h();
}

void Journeys::spend(const Journey& journey) {
  cost_ += cost_of(journey, moment_.policy().outfits[journey.outfit], moment_.scenario().costs.escort_vehicle_hour);
  if (Course* course = moment_.course()) {
    course->journeys.push_back(journey);
  }
}

/// Trips with an even outfit that nothing halts, whose paces have this sum.
void Journeys::spend_undelayed(std::uint32_t outfit, double pace, int more_escorts) {
  const PolicyPlan& policy = moment_.policy();
  const Outfit& plan = policy.outfits[outfit];
  const RoutePlan& route = policy.ways[plan.ways].routes.front();
  spend({pace * route.hours(), pace * free_escort_hours(plan, route), outfit, more_escorts});
}

/// A trip that is out for so many hours in [0, horizon).
void Journeys::spend(const Departure& departure, double hours) {
  const Outfit& outfit = departures_.outfit(departure);
  spend({hours, outfit.escort_runs.empty() ? 0 : escort_hours(departure), departure.outfit,
         departure.escorts - outfit.escort.vehicles});
}

/// Hours in [0, horizon) for which the escort rides along, where it does so on some legs alone.
double Journeys::escort_hours(const Departure& departure) const {
  if (departures_.visited(departure.trip)) {
    return ends_[departure.trip].escort_h;
  }
  Trip trip = departing(departures_, departure);
  add_escort_hours(moment_, trip, trip.route->hours());
  return trip.escort_h;
}

}  // namespace convoyrisk::model
