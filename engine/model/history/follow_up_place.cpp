#include "model/history/follow_up_place.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::model {
namespace {

constexpr double farthest_distances = 20;
constexpr double reach_slack_km = 1e-9;

double reach_km(const Chooser& chooser) {
  return farthest_distances * chooser.group.spec->follow_up->distance_km + reach_slack_km;
}

double midpoint_km(const Leg& leg, std::uint32_t segment) { return (segment + 0.5) * leg.segment_km(); }

}  // namespace

std::optional<Place> FollowUpPlace::draw(const Chooser& chooser, const Place& attacked, PassMemory& memory,
                                         double uniform) {
  surroundings_.look(attacked.leg, midpoint_km(world_.leg(attacked.leg), attacked.segment), reach_km(chooser));
  places_.clear();
  log_weights_.clear();
  for (std::size_t i = 0; i < world_.legs().size(); ++i) {
    add_leg(chooser, attacked, RoadId(i), memory);
  }
  if (places_.empty()) {
    return std::nullopt;
  }
  return places_[draw_by_logarithm(log_weights_, uniform)];
}

void FollowUpPlace::add_leg(const Chooser& chooser, const Place& attacked, RoadId id, PassMemory& memory) {
  const Leg& leg = world_.leg(id);
  const double from_km = surroundings_.km(leg.from);
  const double to_km = surroundings_.km(leg.to);
  if (id != attacked.leg && std::isinf(from_km) && std::isinf(to_km)) {
    return;
  }
  const spec::Group& group = *chooser.group.spec;
  const double of_leg =
      group.target.cover * leg.cover - group.target.security * chooser.policy.visits_per_day(leg.zone, chooser.time_h);
  for (std::uint32_t segment = 0; segment < leg.segments; ++segment) {
    const double along_km = midpoint_km(leg, segment);
    double km = std::min(from_km + along_km, to_km + leg.length_km - along_km);
    if (id == attacked.leg) {
      km = std::min(km, std::abs(along_km - midpoint_km(leg, attacked.segment)));
    }
    if (km > reach_km(chooser)) {
      continue;
    }
    const double weight = leg.segment_km() * std::exp(of_leg - km / group.follow_up->distance_km);
    if (weight > 0) {
      places_.push_back({id, segment});
      log_weights_.push_back(std::log(weight) + log_traffic(chooser, memory, places_.back()));
    }
  }
}

}  // namespace convoyrisk::model
