#include "model/history/passes.hpp"

#include <algorithm>

namespace convoyrisk::model {
namespace {

constexpr double search_slack_h = 1e-6;

/// For the heaps of the standard library, whose front is the greatest.
bool is_later(const Passes::Pass& a, const Passes::Pass& b) {
  return a.time_h > b.time_h || (a.time_h == b.time_h && a.rank > b.rank);
}

/// Place of the first of some trips of a convoy scheduled at `time_h` or later. Timetables are nearly even: it is near
/// where it would be if they were quite.
std::size_t first_at(const PolicyPlan& policy, const std::vector<std::uint32_t>& trips, double time_h) {
  const auto scheduled_h = [&](std::size_t i) { return policy.trips[trips[i]].scheduled_h; };
  if (trips.empty() || scheduled_h(trips.size() - 1) < time_h) {
    return trips.size();
  }
  const double begin_h = scheduled_h(0);
  const double span_h = scheduled_h(trips.size() - 1) - begin_h;
  const double share = span_h > 0 ? std::clamp((time_h - begin_h) / span_h, 0.0, 1.0) : 0;
  auto place = static_cast<std::size_t>(share * static_cast<double>(trips.size() - 1));
  while (place > 0 && scheduled_h(place - 1) >= time_h) {
    --place;
  }
  while (scheduled_h(place) < time_h) {
    ++place;
  }
  return place;
}

}  // namespace

void Passes::start() {
  passes_.clear();
  actor_ = agenda_.add(Agenda::Kind::passes, 0);
}

void Passes::foresee(CellId cell, std::uint32_t stay, const Place& place, double until_h) {
  for (const Passage& passage : moment_.policy().passages[place.leg.index()]) {
    const double flow_h = passage.leg->midpoint_h(passage.leg->turn(place.segment));
    foresee({.flow_h = flow_h, .cell = cell, .stay = stay}, passage, flow_h, until_h);
  }
  schedule();
}

void Passes::foresee(const Pass& of_cell, const Passage& passage, double flow_h, double until_h) {
  const PolicyPlan& policy = moment_.policy();
  const Ways& ways = policy.ways[passage.ways];
  const std::vector<std::uint32_t>& trips = ways.trips;
  const TripDraws::Range& paces = departures_.paces(ways.convoy);
  const double first_h = moment_.now_h() - paces.greatest * flow_h - ways.greatest_delay_h - search_slack_h;
  const double last_h = until_h - paces.least * flow_h + ways.greatest_advance_h + search_slack_h;
  for (std::size_t i = first_at(policy, trips, first_h); i < trips.size(); ++i) {
    if (policy.trips[trips[i]].scheduled_h > last_h) {
      break;
    }
    if (departures_.visited(trips[i])) {
      continue;
    }
    const Departure departure = departures_.foreseen(trips[i]);
    Pass pass = of_cell;
    pass.time_h = departure.time_h + departure.pace * flow_h;
    if (departure.route != passage.route || departure.fate == Fate::flown ||
        !(pass.time_h >= moment_.now_h() && pass.time_h < until_h)) {
      continue;
    }
    pass.rank = departures_.rank(departure);
    pass.departure = trips[i];
    passes_.push_back(pass);
    std::ranges::push_heap(passes_, is_later);
  }
}

Passes::Pass Passes::step() {
  const Pass pass = passes_.front();
  std::ranges::pop_heap(passes_, is_later);
  passes_.pop_back();
  schedule();
  return pass;
}

void Passes::schedule() {
  if (passes_.empty()) {
    agenda_.set(actor_, never, 0);
  } else {
    agenda_.set(actor_, passes_.front().time_h, passes_.front().rank);
  }
}

}  // namespace convoyrisk::model
