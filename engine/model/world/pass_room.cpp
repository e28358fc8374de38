#include "model/world/pass_room.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace convoyrisk::model {
namespace {

/// From the least to the greatest of some free-flow times to a place.
struct Range {
  double least_h = std::numeric_limits<double>::infinity();
  double greatest_h = -std::numeric_limits<double>::infinity();
  void add(double flow_h) {
    least_h = std::min(least_h, flow_h);
    greatest_h = std::max(greatest_h, flow_h);
  }
};

}  // namespace

double PassRoom::on(RoadId leg) {
  const std::span<const Passage> passages = plan_.passages(leg);  // those of a convoy stand together
  double sum = 0;
  for (std::size_t i = 0; i < passages.size();) {
    const ConvoyId convoy = plan_.ways[passages[i].ways].convoy;
    // Between the ends of the leg routes are apart by no more than at one of them.
    std::array<Range, 2> ends;
    bool any = false;
    for (; i < passages.size() && plan_.ways[passages[i].ways].convoy == convoy; ++i) {
      if (plan_.ways[passages[i].ways].from_h <= time_h_) {
        const RouteLeg& route_leg = *passages[i].leg;
        ends[0].add(route_leg.midpoint_h(route_leg.turn(0)));
        ends[1].add(route_leg.midpoint_h(route_leg.turn(route_leg.segments - 1)));
        any = true;
      }
    }
    if (any) {
      sum += level(convoy, std::max(ends[0].greatest_h - ends[0].least_h, ends[1].greatest_h - ends[1].least_h));
    }
  }
  return sum;
}

double PassRoom::level(ConvoyId convoy, double spread_h) {
  const auto [place, is_new] = levels_.try_emplace({convoy.index(), spread_h});
  if (is_new) {
    place->second = greatest_level(plan_.rhythms[convoy.index()], time_h_, spread_h, memory_h_);
  }
  return place->second;
}

}  // namespace convoyrisk::model
