#include "model/history/passes.hpp"

#include <algorithm>

namespace convoyrisk::model {
namespace {

constexpr double search_slack_h = 1e-6;

/// For the heaps of the standard library, whose front is the greatest.
bool is_later(const Passes::Pass& a, const Passes::Pass& b) {
  return a.time_h > b.time_h || (a.time_h == b.time_h && a.rank > b.rank);
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
  const std::vector<std::uint32_t>& trips = policy.trips_of_convoy[passage.convoy.index()];
  const std::size_t route = passage.route - policy.convoys[passage.convoy.index()].first_route;
  const TripDraws::Range& paces = departures_.draws().paces(passage.convoy);
  const double slack_h = policy.spec->jitter_h.value_or(0) + search_slack_h;
  const double first_h = moment_.now_h() - paces.greatest * flow_h - slack_h;
  const double last_h = until_h - paces.least * flow_h + slack_h;
  auto next =
      std::ranges::lower_bound(trips, first_h, {}, [&](std::uint32_t i) { return policy.trips[i].scheduled_h; });
  for (; next != trips.end() && policy.trips[*next].scheduled_h <= last_h; ++next) {
    const Departure& departure = departures_.all()[*next];
    Pass pass = of_cell;
    pass.time_h = departure.time_h + departure.pace * flow_h;
    if (departure.visited || departure.route != route || departure.fate == Fate::flown ||
        departure.fate == Fate::cancelled || !(pass.time_h >= moment_.now_h() && pass.time_h < until_h)) {
      continue;
    }
    pass.rank = departure.identity;
    pass.departure = *next;
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
