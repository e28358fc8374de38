#include "model/history/departures.hpp"

#include <algorithm>
#include <cmath>

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
  sort();
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
  own_paces_.clear();
  departures_.resize(policy.trips.size());
  for (std::size_t i = 0; i < policy.trips.size(); ++i) {
    const ScheduledTrip& trip = policy.trips[i];
    const Outfit& outfit = policy.outfit(trip);
    const Ways& ways = policy.ways[outfit.ways];
    const TripDraws::Draws& draws = draws_.of(trip);
    Departure& departure = departures_[i];
    departure = {.time_h = departure_h(trip, outfit),
                 .pace = outfit.own_pace ? own_pace(trip, *outfit.own_pace) : draws.pace,
                 .trip = static_cast<std::uint32_t>(i),
                 .outfit = trip.outfit,
                 .route = static_cast<std::uint32_t>(ways.first_route)};
    if (const std::size_t routes = ways.routes.size(); routes > 1) {
      departure.route += static_cast<std::uint32_t>(
          std::min(static_cast<std::size_t>(draws.route * static_cast<double>(routes)), routes - 1));
    }
    if (outfit.airlift && draws_.shared(trip).airlift < outfit.airlift->share) {
      departure.fate = Fate::flown;
      departure.visited = visit_all;
    } else {
      const RoutePlan& route = *policy.routes[departure.route];
      departure.visited = visit_all || (route.hazard() > 0 && draws.background > route.none_probability());
    }
  }
}

/// When the trip would depart without a curfew and as one.
double Departures::ready_h(const ScheduledTrip& trip, const Outfit& outfit) const {
  double time_h = trip.scheduled_h;
  if (outfit.jitter_h > 0) {
    time_h += outfit.jitter_h * (2 * draws_.shared(trip).jitter - 1);
  }
  return std::max(time_h, -moment_.scenario().warmup_h);
}

/// When the trip departs, having waited for the end of a curfew.
double Departures::departure_h(const ScheduledTrip& trip, const Outfit& outfit) {
  double time_h = ready_h(trip, outfit);
  if (outfit.curfew) {
    const double horizon_h = moment_.horizon_h();
    double end_h = after_curfew(*outfit.curfew, moment_.scenario().start, time_h);
    if (std::abs(end_h - horizon_h) < equal_instants_h) {
      end_h = horizon_h;
    }
    if (trip.counts() && time_h < horizon_h) {
      tally_.wait(outfit.workers * (std::min(end_h, horizon_h) - time_h));
    }
    time_h = end_h;
  }
  return time_h + outfit.headway_h;
}

/// The pace of a trip whose law the policy changes, from the same draw.
double Departures::own_pace(const ScheduledTrip& trip, const DurationSampler& pace) {
  if (own_paces_.empty()) {
    for (std::size_t i = 0; i < moment_.scenario().convoys.size(); ++i) {
      own_paces_.push_back(draws_.paces(ConvoyId(i)));
    }
  }
  random::Stream stream = moment_.stream(Purpose::departure, moment_.world().trip_identities().identity(trip.draws), 0);
  stream.seek(word::departure::pace);
  const double factor = pace(stream);
  TripDraws::Range& paces = own_paces_[trip.convoy.index()];
  paces = {std::min(paces.least, factor), std::max(paces.greatest, factor)};
  return factor;
}

void Departures::sort() {
  const PolicyPlan& policy = moment_.policy();
  order_ = policy.order;
  if (policy.greatest_jitter_h <= 0) {
    return;
  }
  const auto before = [this](std::uint32_t a, std::uint32_t b) {
    const Departure& first = departures_[a];
    const Departure& second = departures_[b];
    return first.time_h < second.time_h || (first.time_h == second.time_h && rank(first) < rank(second));
  };
  const double span_h = moment_.horizon_h() - moment_.now_h();
  if (policy.greatest_jitter_h * static_cast<double>(order_.size()) > near_places * span_h) {
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
    if (departure.time_h > time_h || (departure.time_h == time_h && this->rank(departure) > rank) ||
        departure.time_h >= moment_.horizon_h()) {
      return;
    }
    decide(departure);
    ++undecided_;
  }
}

void Departures::decide(Departure& departure) {
  if (departure.fate != Fate::flown) {
    const bool postures = !moment_.policy().postures.empty();
    if (postures && postures_.suspended(outfit(departure).convoy, departure.time_h)) {
      departure.fate = Fate::cancelled;
    } else {
      departure.fate = Fate::out;
      const Outfit& plan = outfit(departure);
      departure.escorts = plan.escort.vehicles + (postures ? postures_.escorts(plan.convoy, departure.time_h) : 0);
      if (!moment_.world().memories_h().empty()) {
        memory_.record(departure.route, departure.time_h);
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
      tally_.note_flight(event, plan.workers, plan.airlift->fatality);
      return;
    }
  }
  tally_.note(event);
}

/// How many of the workers are killed.
int Departures::fly(const Departure& departure, const Outfit& flown) {
  const double fatality = flown.airlift->fatality;
  random::Stream deaths = moment_.stream(Purpose::flown_deaths, identity(departure), 0);
  TiltedDraws* tilt = moment_.tilt();
  return tilt == nullptr ? random::binomial(deaths.uniform(), flown.workers, fatality)
                         : tilt->deaths(deaths.uniform(), flown.workers, fatality);
}

void Departures::schedule() {
  if (next_visit_ < visits_.size()) {
    const Departure& next = departures_[visits_[next_visit_]];
    agenda_.set(actor_, next.time_h, rank(next));
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
