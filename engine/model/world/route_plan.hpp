#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "network/routes.hpp"

namespace convoyrisk::model {

/// A road of the input, cut into equal segments.
struct Leg {
  double length_km = 0;
  double speed_kmh = 0;
  double cover = 0;
  ZoneId zone;
  NodeId from;
  NodeId to;
  std::uint32_t segments = 1;
  double background_per_km = 0;  ///< greatest rate over the regimes

  [[nodiscard]] double segment_km() const { return length_km / segments; }
};

/// A segment: part `segment` of a leg, counted from the road's `from`.
struct Place {
  RoadId leg;
  std::uint32_t segment = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

/// A leg as a route travels it. Times are free-flow hours from the start of the route.
struct RouteLeg {
  RoadId leg;
  bool forward = true;
  std::uint32_t segments = 1;
  double start_h = 0;
  double hours = 0;
  double start_hazard = 0;  ///< expected background events before this leg, at the greatest rate
  double hazard = 0;        ///< and on it

  /// Free-flow hours to the midpoint of the i-th segment in order of travel.
  [[nodiscard]] double midpoint_h(std::uint32_t i) const { return start_h + (i + 0.5) / segments * hours; }
  /// The i-th segment in order of travel, as counted from the road's `from`, and the other way round.
  [[nodiscard]] std::uint32_t turn(std::uint32_t i) const { return forward ? i : segments - 1 - i; }
};

/// A point on a route where an event of the background process falls.
struct RoutePoint {
  double flow_h = 0;  ///< free-flow hours from the start
  Place place;
};

/// One route of a convoy, compiled: passing times come from a leg's figures, so that no segment need be visited.
class RoutePlan {
 public:
  static constexpr std::uint32_t off_route = UINT32_MAX;

  RoutePlan(const network::Route& route, const std::vector<Leg>& legs, double convoy_speed_kmh);

  [[nodiscard]] const std::vector<RouteLeg>& legs() const { return legs_; }
  /// The roads of legs(), close together for scanning.
  [[nodiscard]] const std::vector<RoadId>& roads() const { return roads_; }
  [[nodiscard]] double hours() const { return hours_; }
  [[nodiscard]] double length_km() const { return length_km_; }
  /// Expected background events on the whole route at the greatest rate.
  [[nodiscard]] double hazard() const { return hazard_; }
  /// Probability of no background event at that rate: exp(-hazard()).
  [[nodiscard]] double none_probability() const { return none_probability_; }
  /// Place of a leg in the route, or off_route.
  [[nodiscard]] std::uint32_t position(RoadId leg) const {
    const std::size_t place = leg.index() - least_road_;  // of a road before it: beyond all
    return place < position_.size() ? position_[place] : off_route;
  }
  /// Free-flow hours to the midpoint of a segment on the route's leg at `position`.
  [[nodiscard]] double midpoint_h(std::uint32_t position, std::uint32_t segment) const {
    const RouteLeg& leg = legs_[position];
    return leg.midpoint_h(leg.turn(segment));
  }
  /// Where the cumulative background hazard reaches `hazard`, 0 < hazard < hazard().
  [[nodiscard]] RoutePoint at_hazard(double hazard) const;

 private:
  void number_roads();

  std::vector<RouteLeg> legs_;
  std::vector<RoadId> roads_;
  std::size_t least_road_ = 0;           ///< of the route, by its number
  std::vector<std::uint32_t> position_;  ///< by RoadId from there to the greatest of the route
  double hours_ = 0;
  double length_km_ = 0;
  double hazard_ = 0;
  double none_probability_ = 1;
};

}  // namespace convoyrisk::model
