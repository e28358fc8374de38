#include "model/history/departures.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

constexpr double near_places = 8;  // a jitter that moves departures past no more others on average

}  // namespace

Departures::Departures(const Moment& moment, Agenda& agenda, const Postures& postures, PassMemory& memory, Tally& tally)
    : moment_(moment), agenda_(agenda), postures_(postures), memory_(memory), tally_(tally) {}

void Departures::start(bool visit_all) {
  draws_.start(moment_);
  fill(visit_all);
  sort(moment_.policy().jitter_h());
  visits_.clear();
  for (const std::uint32_t index : order_) {
    if (departures_[index].visited) {
      visits_.push_back(index);
    }
  }
  undecided_ = 0;
  next_visit_ = 0;
  actor_ = agenda_.add(Agenda::Kind::departures, 0);
  schedule();
  if (moment_.policy().postures.empty()) {
    decide_until(moment_.horizon_h(), 0);  // nothing that happens can change them
  }
}

void Departures::fill(bool visit_all) {
  const PolicyPlan& policy = moment_.policy();
  const double jitter_h = policy.jitter_h();
  const double share_flown = policy.spec->airlift.empty() ? 0 : policy.spec->airlift.front().measure.share;
  departures_.resize(policy.trips.size());
  for (std::size_t i = 0; i < policy.trips.size(); ++i) {
    const ScheduledTrip& trip = policy.trips[i];
    const ConvoyPlan& convoy = policy.convoys[trip.convoy.index()];
    const TripDraws::Draws& draws = draws_.of(trip);
    Departure& departure = departures_[i];
    departure = {.time_h = trip.scheduled_h,
                 .pace = draws.pace,
                 .identity = moment_.world().trip_identities()[trip.entry_index],
                 .trip = static_cast<std::uint32_t>(i)};
    if (jitter_h > 0) {
      departure.time_h = std::max(trip.scheduled_h + jitter_h * (2 * draws.jitter - 1), moment_.now_h());
    }
    if (const std::size_t routes = convoy.routes.size(); routes > 1) {
      departure.route = static_cast<std::uint32_t>(
          std::min(static_cast<std::size_t>(draws.route * static_cast<double>(routes)), routes - 1));
    }
    if (!policy.spec->airlift.empty() && draws.airlift < share_flown) {
      departure.fate = Fate::flown;
      departure.visited = visit_all;
    } else {
      const RoutePlan& route = convoy.routes[departure.route];
      departure.visited = visit_all || (route.hazard() > 0 && draws.background > route.none_probability());
    }
  }
}

void Departures::sort(double jitter_h) {
  order_.resize(departures_.size());
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
  if (jitter_h <= 0) {
    return;  // trips are in order of schedule, then convoy
  }
  const auto before = [this](std::uint32_t a, std::uint32_t b) {
    const Departure& first = departures_[a];
    const Departure& second = departures_[b];
    return first.time_h < second.time_h || (first.time_h == second.time_h && first.identity < second.identity);
  };
  const double span_h = moment_.horizon_h() - moment_.now_h();
  if (jitter_h * static_cast<double>(order_.size()) > near_places * span_h) {
    std::ranges::sort(order_, before);
    return;
  }
  for (std::size_t i = 1; i < order_.size(); ++i) {  // few places from where they belong: insertion takes least
    const std::uint32_t moved = order_[i];
    std::size_t place = i;
    for (; place > 0 && before(moved, order_[place - 1]); --place) {
      order_[place] = order_[place - 1];
    }
    order_[place] = moved;
  }
}

void Departures::decide_until(double time_h, std::uint64_t rank) {
  while (undecided_ < order_.size()) {
    Departure& departure = departures_[order_[undecided_]];
    if (departure.time_h > time_h || (departure.time_h == time_h && departure.identity > rank) ||
        departure.time_h >= moment_.horizon_h()) {
      return;
    }
    decide(departure);
    ++undecided_;
  }
}

void Departures::decide(Departure& departure) {
  if (departure.fate != Fate::flown) {
    const PolicyPlan& policy = moment_.policy();
    const bool postures = !policy.postures.empty();
    if (postures && postures_.suspended(departure.time_h)) {
      departure.fate = Fate::cancelled;
    } else {
      departure.fate = Fate::out;
      departure.escorts = policy.escort.vehicles + (postures ? postures_.escorts(departure.time_h) : 0);
      if (!moment_.world().memories_h().empty()) {
        memory_.record(convoy(departure).first_route + departure.route, departure.time_h);
      }
      return;
    }
  }
  if (!departure.visited) {
    announce(departure);
  }
}

/// Tells what becomes of the trip.
void Departures::announce(const Departure& departure) {
  const ScheduledTrip& trip = scheduled(departure);
  Event event{.time_h = departure.time_h, .kind = EventKind::departed, .convoy = trip.convoy, .entry = trip.entry};
  if (departure.fate == Fate::cancelled) {
    event.kind = EventKind::cancelled;
  } else if (departure.fate == Fate::flown) {
    event.kind = EventKind::flown;
    if (trip.scheduled_h >= 0) {
      const int workers = convoy(departure).workers;
      event.killed = fly(departure, workers);
      tally_.note_flight(event, workers, moment_.policy().spec->airlift.front().measure.fatality);
      return;
    }
  }
  tally_.note(event);
}

/// How many of the workers are killed.
int Departures::fly(const Departure& departure, int workers) {
  const double fatality = moment_.policy().spec->airlift.front().measure.fatality;
  random::Stream deaths = moment_.stream(Purpose::flown_deaths, departure.identity, 0);
  TiltedDraws* tilt = moment_.tilt();
  return tilt == nullptr ? random::binomial(deaths.uniform(), workers, fatality)
                         : tilt->deaths(deaths.uniform(), workers, fatality);
}

void Departures::schedule() {
  if (next_visit_ < visits_.size()) {
    const Departure& next = departures_[visits_[next_visit_]];
    agenda_.set(actor_, next.time_h, next.identity);
  } else {
    agenda_.set(actor_, never, 0);
  }
}

Departure& Departures::step() {
  Departure& departure = departures_[visits_[next_visit_++]];
  schedule();
  announce(departure);
  return departure;
}

}  // namespace convoyrisk::model
