#include "model/world/route_plan.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::model {

RoutePlan::RoutePlan(const network::Route& route, const std::vector<Leg>& legs, double convoy_speed_kmh) {
  legs_.reserve(route.steps.size());
  roads_.reserve(route.steps.size());
  for (const network::Step& step : route.steps) {
    const Leg& leg = legs[step.road.index()];
    RouteLeg travelled;
    travelled.leg = step.road;
    travelled.forward = step.forward;
    travelled.segments = leg.segments;
    travelled.start_h = hours_;
    travelled.hours = leg.length_km / std::min(leg.speed_kmh, convoy_speed_kmh);
    travelled.start_hazard = hazard_;
    travelled.hazard = leg.background_per_km * leg.length_km;
    hours_ += travelled.hours;
    hazard_ += travelled.hazard;
    length_km_ += leg.length_km;
    legs_.push_back(travelled);
    roads_.push_back(step.road);
  }
  none_probability_ = std::exp(-hazard_);
  number_roads();
}

void RoutePlan::number_roads() {
  if (roads_.empty()) {
    return;
  }
  const auto [least, greatest] = std::ranges::minmax(roads_, {}, &RoadId::index);
  least_road_ = least.index();
  position_.assign(greatest.index() - least_road_ + 1, off_route);
  for (std::size_t i = 0; i < roads_.size(); ++i) {
    position_[roads_[i].index() - least_road_] = static_cast<std::uint32_t>(i);
  }
}

RoutePoint RoutePlan::at_hazard(double hazard) const {
  auto after = std::upper_bound(legs_.begin(), legs_.end(), hazard,
                                [](double value, const RouteLeg& leg) { return value < leg.start_hazard; });
  // Legs without background share their start with the next one: go back to the one that bears the hazard.
  const RouteLeg* leg = &*std::prev(after);
  while (leg->hazard <= 0 && leg != legs_.data()) {
    --leg;
  }
  const double share = std::min((hazard - leg->start_hazard) / leg->hazard, 1.0);
  const auto i = std::min(static_cast<std::uint32_t>(share * leg->segments), leg->segments - 1);
  return {leg->start_h + share * leg->hours, {leg->leg, leg->turn(i)}};
}

}  // namespace convoyrisk::model
