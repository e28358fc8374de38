#include "model/history/passes.hpp"

#include <algorithm>
#include <span>
#include <tuple>

namespace convoyrisk::model {
namespace {

constexpr double search_slack_h = 1e-6;

/// For the heaps of the standard library, whose front is the greatest.
bool is_later(const Passes::Pass& a, const Passes::Pass& b) {
  return std::tie(a.time_h, a.rank, a.watcher.rank) > std::tie(b.time_h, b.rank, b.watcher.rank);
}

/// Place of the first of some times, in order, at or after another one. There are so many an hour on average: as
/// timetables are nearly even, it is near where it would be if they were quite.
std::size_t first_at(std::span<const double> times_h, double per_hour, double time_h) {
  if (times_h.empty() || times_h.back() < time_h) {
    return times_h.size();
  }
  if (times_h.front() >= time_h) {
    return 0;
  }
  const auto before = static_cast<std::size_t>((time_h - times_h.front()) * per_hour);
  std::size_t place = std::min(before + 1, times_h.size() - 1);
  while (times_h[place] < time_h) {
    ++place;
  }
  while (times_h[place - 1] >= time_h) {
    --place;
  }
  return place;
}

}  // namespace

void Passes::start() {
  passes_.clear();
  actor_ = agenda_.add(Agenda::Kind::passes, 0);
}

void Passes::foresee(const Watcher& watcher, const Place& place, double until_h) {
  for (const Passage& passage : moment_.policy().passages[place.leg.index()]) {
    const double flow_h = passage.leg->midpoint_h(passage.leg->turn(place.segment));
    foresee({.flow_h = flow_h, .watcher = watcher}, passage, flow_h, until_h);
  }
  schedule();
}

void Passes::foresee(const Pass& of_watcher, const Passage& passage, double flow_h, double until_h) {
  const PolicyPlan& policy = moment_.policy();
  const Ways& ways = policy.ways[passage.ways];
  const double start_h = -moment_.scenario().warmup_h;
  const PaceLaw::Range& paces = departures_.paces(ways.convoy);
  const double first_h = moment_.now_h() - paces.greatest * flow_h - ways.greatest_delay_h - search_slack_h;
  const double last_h = until_h - paces.least * flow_h + ways.greatest_advance_h + search_slack_h;
  for (std::size_t i = first_at(ways.scheduled_h, ways.per_hour, first_h); i < ways.trips.size(); ++i) {
    if (ways.scheduled_h[i] > last_h) {
      break;
    }
    const std::uint32_t trip = ways.trips[i];
    Pass pass = of_watcher;
    pass.departure = trip;
    if (ways.punctual) {
      pass.time_h = std::max(ways.scheduled_h[i], start_h) + departures_.pace(ways, i) * flow_h;
    } else {
      const Departure departure = departures_.foreseen(trip);
      pass.time_h = departure.time_h + departure.pace * flow_h;
      if (departure.route != passage.route || departure.fate == Fate::flown) {
        continue;
      }
    }
    if (pass.time_h >= moment_.now_h() && pass.time_h < until_h && !departures_.visited(trip)) {
      pass.rank = policy.trips[trip].rank();
      passes_.push_back(pass);
      std::ranges::push_heap(passes_, is_later);
    }
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
