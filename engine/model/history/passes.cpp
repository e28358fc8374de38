#include "model/history/passes.hpp"

#include <algorithm>
#include <tuple>

#include "base/count_before.hpp"

namespace convoyrisk::model {
namespace {

constexpr double search_slack_h = 1e-6;

/// Place of the first trip scheduled at a time or after. As timetables are nearly even, it is near where it would be if
/// they were quite.
std::size_t first_at(const TripsByTime& trips, double time_h) {
  const std::span<const double> times_h = trips.scheduled_h;
  if (times_h.empty()) {
    return 0;
  }
  const double places = (time_h - times_h.front()) * trips.per_hour;
  const auto guess = static_cast<std::size_t>(std::clamp(places + 1, 0.0, static_cast<double>(times_h.size())));
  return count_before(times_h.size(), guess, [&](std::size_t i) { return times_h[i] < time_h; });
}

}  // namespace

void Passes::start() {
  for (const CellId cell : open_) {
    watches_[cell.index()].open = false;
  }
  open_.clear();
  actor_ = agenda_.add(Agenda::Kind::passes, 0);
}

Passes::Watch& Passes::open(CellId cell, std::uint64_t rank, const Place& place, double until_h) {
  if (cell.index() >= watches_.size()) {
    watches_.resize(cell.index() + 1);
  }
  Watch& watch = watches_[cell.index()];
  watch.cell = cell;
  watch.rank = rank;
  watch.passes.clear();
  watch.next = 0;
  watch.open = true;
  open_.push_back(cell);
  const double end_h = std::min(until_h, moment_.horizon_h());
  for (const Passage& passage : moment_.policy().passages(place.leg)) {
    if (passage.lane != Ways::in_another) {
      list(passage, passage.leg->midpoint_h(passage.leg->turn(place.segment)), end_h, watch.passes);
    }
  }
  const auto earlier = [](const Pass& a, const Pass& b) {
    return std::tie(a.time_h, a.rank) < std::tie(b.time_h, b.rank);
  };
  if (!std::ranges::is_sorted(watch.passes, earlier)) {
    std::ranges::sort(watch.passes, earlier);
  }
  watch.turn_at = watch.passes.size();
  return watch;
}

void Passes::list(const Passage& passage, double flow_h, double until_h, std::vector<Pass>& passes) const {
  const PolicyPlan& policy = moment_.policy();
  const Ways& ways = policy.ways[passage.ways];
  if (ways.by_timetable) {
    list_by_timetable(passage.lane == Ways::alone ? static_cast<const TripsByTime&>(ways) : policy.lanes[passage.lane],
                      flow_h, until_h, passes);
    return;
  }
  const PaceLaw::Range& paces = departures_.paces(ways.convoy);
  const double first_h = moment_.now_h() - paces.greatest * flow_h - ways.greatest_delay_h - search_slack_h;
  const double last_h = until_h - paces.least * flow_h + ways.greatest_advance_h + search_slack_h;
  for (std::size_t i = first_at(ways, first_h); i < ways.trips.size() && ways.scheduled_h[i] <= last_h; ++i) {
    const std::uint32_t trip = ways.trips[i];
    double time_h = 0;
    if (ways.punctual) {
      time_h = std::max(ways.scheduled_h[i], -moment_.scenario().warmup_h) + departures_.pace(ways, i) * flow_h;
    } else {
      const Departure departure = departures_.foreseen(trip);
      time_h = departure.time_h + departure.pace * flow_h;
      if (departure.route != passage.route || departure.fate == Fate::flown) {
        continue;
      }
    }
    if (time_h >= moment_.now_h() && time_h < until_h) {
      passes.push_back({time_h, policy.trips[trip].rank(), trip});
    }
  }
}

void Passes::list_by_timetable(const TripsByTime& trips, double flow_h, double until_h,
                               std::vector<Pass>& passes) const {
  const double now_h = moment_.now_h();
  for (std::size_t i = first_at(trips, now_h - flow_h - search_slack_h); i < trips.trips.size(); ++i) {
    const double time_h = std::max(trips.scheduled_h[i], -moment_.scenario().warmup_h) + flow_h;
    if (time_h >= until_h) {
      break;
    }
    if (time_h >= now_h) {
      const std::uint32_t trip = trips.trips[i];
      passes.push_back({time_h, moment_.policy().trips[trip].rank(), trip});
    }
  }
}

void Passes::close(CellId cell) {
  Watch& watch = watches_[cell.index()];
  watch.open = false;
  open_.erase(std::ranges::find(open_, cell));
  if (watch.has_turn()) {
    schedule();
  }
}

void Passes::schedule() {
  const Watch* earliest = nullptr;
  PassTurn turn;
  for (const CellId cell : open_) {
    const Watch& watch = watches_[cell.index()];
    if (!watch.has_turn()) {
      continue;
    }
    const PassTurn own = watch.turn(watch.passes[watch.turn_at]);
    if (earliest == nullptr || own < turn) {
      earliest = &watch;
      turn = own;
    }
  }
  next_cell_ = earliest != nullptr ? earliest->cell : CellId();
  agenda_.set(actor_, earliest != nullptr ? turn.time_h : never, turn.trip_rank);
}

}  // namespace convoyrisk::model
