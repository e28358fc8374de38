#include "model/history/departures.hpp"

#include <algorithm>
#include <cmath>

#include "model/history/near_order.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::model {

Departures::Departures(const Moment& moment, Agenda& agenda, const Postures& postures, Tally& tally)
    : moment_(moment),
      agenda_(agenda),
      postures_(postures),
      tally_(tally),
      draws_(moment),
      flown_deaths_(moment, TripUniform::flown_deaths) {}

void Departures::start(bool visit_all) {
  const bool own_paces =
      std::ranges::any_of(moment_.policy().outfits, [](const Outfit& outfit) { return outfit.own_pace.has_value(); });
  // Where hours cost, those of every trip are added up.
  const bool all = visit_all || own_paces || moment_.world().hours_cost();
  draws_.start(all ? TripDraws::Paces::all : TripDraws::Paces::asked_for);
  flown_deaths_.clear();
  own_paces_.clear();
  if (own_paces) {
    draw_own_paces();
  }
  visited_.assign(moment_.policy().trips.size(), 0);
  all_visited_.clear();
  visits_.clear();
  visit_all ? visit_everyone() : visit_exposed();
  next_visit_ = 0;
  actor_ = agenda_.add(Agenda::Kind::departures, 0);
  schedule();
}

/// The paces of trips whose law the policy changes, from the same draws.
void Departures::draw_own_paces() {
  const PolicyPlan& policy = moment_.policy();
  own_ranges_.clear();
  for (std::size_t i = 0; i < moment_.scenario().convoys.size(); ++i) {
    own_ranges_.push_back(draws_.paces(ConvoyId(i)));
  }
  const TripUniforms uniforms(moment_, TripUniform::pace);
  for (const ScheduledTrip& trip : policy.trips) {
    double pace = draws_.pace(trip.draws);
    if (const auto& law = policy.outfit(trip).own_pace) {
      pace = law->factor(uniforms.of(moment_.world().trip_identities().identity(trip.draws)));
      PaceLaw::Range& range = own_ranges_[trip.convoy.index()];
      range = {std::min(range.least, pace), std::max(range.greatest, pace)};
    }
    own_paces_.push_back(pace);
  }
}

void Departures::visit_everyone() {
  const PolicyPlan& policy = moment_.policy();
  for (const std::uint32_t trip : policy.order) {
    const ScheduledTrip& scheduled = policy.trips[trip];
    visits_.push_back({departure_h(scheduled, policy.outfit(scheduled)), scheduled.rank(), trip});
    visit(trip);
  }
  sort_jittered(visits_, policy.greatest_jitter_h, moment_.horizon_h() - moment_.now_h(),
                [](const Visit& a, const Visit& b) { return a.before(b); });
}

void Departures::visit_exposed() {
  const PolicyPlan& policy = moment_.policy();
  for (const TripDraws::Background& background : draws_.background()) {
    const std::uint32_t trip =
        background.draws < policy.trip_of_draws.size() ? policy.trip_of_draws[background.draws] : no_trip;
    if (trip == no_trip) {
      continue;
    }
    const Departure departure = foreseen(trip);
    if (departure.fate != Fate::flown && background.uniform > route(departure).none_probability()) {
      visits_.push_back({departure.time_h, rank(departure), trip});
      visit(trip);
    }
  }
  std::ranges::sort(visits_, [](const Visit& a, const Visit& b) { return a.before(b); });
}

Departure Departures::foreseen(std::uint32_t trip) const {
  const PolicyPlan& policy = moment_.policy();
  const ScheduledTrip& scheduled = policy.trips[trip];
  const Outfit& outfit = policy.outfit(scheduled);
  return {.time_h = departure_h(scheduled, outfit),
          .pace = pace(trip),
          .trip = trip,
          .outfit = scheduled.outfit,
          .route = route_number(scheduled, policy.ways[outfit.ways]),
          .escorts = outfit.escort.vehicles,
          .fate = flies(scheduled, outfit) ? Fate::flown : Fate::ahead};
}

std::uint32_t Departures::route_number(const ScheduledTrip& trip, const Ways& ways) const {
  std::size_t number = ways.first_route;
  if (const std::size_t routes = ways.routes.size(); routes > 1) {
    number += std::min(static_cast<std::size_t>(draws_.route(trip) * static_cast<double>(routes)), routes - 1);
  }
  return static_cast<std::uint32_t>(number);
}

Departure Departures::decided(std::uint32_t trip) const {
  Departure departure = foreseen(trip);
  if (departure.time_h >= moment_.horizon_h()) {
    departure.fate = Fate::ahead;
  } else if (departure.fate != Fate::flown) {
    departure.fate = Fate::out;
    if (postures_.ever_held()) {
      const ConvoyId convoy = outfit(departure).convoy;
      if (postures_.suspended(convoy, departure.time_h, rank(departure))) {
        departure.fate = Fate::cancelled;
      }
      departure.escorts += postures_.escorts(convoy, departure.time_h, rank(departure));
    }
  }
  return departure;
}

Departure Departures::on_its_way(std::uint32_t trip) const {
  const PolicyPlan& policy = moment_.policy();
  const ScheduledTrip& scheduled = policy.trips[trip];
  const Outfit& outfit = policy.outfit(scheduled);
  const Ways& ways = policy.ways[outfit.ways];
  if (postures_.ever_held() || outfit.airlift || ways.routes.size() > 1) {
    return decided(trip);
  }
  return {.trip = trip,
          .outfit = scheduled.outfit,
          .route = static_cast<std::uint32_t>(ways.first_route),
          .escorts = outfit.escort.vehicles,
          .fate = Fate::out};
}

double Departures::ready_h(const ScheduledTrip& trip, const Outfit& outfit) const {
  double time_h = trip.scheduled_h;
  if (outfit.jitter_h > 0) {
    time_h += outfit.jitter_h * (2 * draws_.jitter(trip) - 1);
  }
  return std::max(time_h, -moment_.scenario().warmup_h);
}

double Departures::departure_h(const ScheduledTrip& trip, const Outfit& outfit) const {
  return after_waiting(outfit, moment_.scenario(), ready_h(trip, outfit)) + outfit.headway_h;
}

void Departures::announce(const Departure& departure) {
  const ScheduledTrip& trip = scheduled(departure);
  Event event{.time_h = departure.time_h,
              .kind = EventKind::departed,
              .convoy = trip.convoy,
              .entry = trip.entry,
              .part = trip.part};
  const Outfit& plan = outfit(departure);
  if (tally_.logging() && plan.curfew) {
    event.waited_h = std::max(departure.time_h - plan.headway_h - ready_h(trip, plan), 0.0);
  }
  if (departure.fate == Fate::cancelled) {
    event.kind = EventKind::cancelled;
  } else if (departure.fate == Fate::flown) {
    event.kind = EventKind::flown;
    if (trip.counts()) {
      event.killed = fly(departure, plan);
      tally_.note_flight(event, plan.workers);
      return;
    }
  }
  tally_.note(event);
}

/// How many of the workers are killed.
int Departures::fly(const Departure& departure, const Outfit& flown) {
  const double fatality = flown.airlift->fatality;
  const double deaths = flown_deaths_.of(identity(departure));
  TiltedDraws* tilt = moment_.tilt();
  return tilt == nullptr ? random::binomial(deaths, flown.workers, fatality)
                         : tilt->deaths(deaths, flown.workers, fatality);
}

void Departures::schedule() {
  if (next_visit_ < visits_.size()) {
    agenda_.set(actor_, visits_[next_visit_].time_h, visits_[next_visit_].rank);
  } else {
    agenda_.set(actor_, never, 0);
  }
}

Departure Departures::step() {
  const Departure departure = decided(visits_[next_visit_++].trip);
  schedule();
  announce(departure);
  return departure;
}

}  // namespace convoyrisk::model
