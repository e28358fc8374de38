#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "import/road_network.hpp"

namespace convoyrisk::importer {

/// Finds which of many places is nearest. They lie in bands of latitude as wide as the greatest distance asked for, by
/// longitude, so that three short stretches of bands hold all that may be near.
class NearPlaces {
 public:
  struct Place {
    Position position;
    std::uint32_t id = 0;
  };

  NearPlaces(const std::vector<Place>& places, double greatest_km);

  /// The id of the nearest place within the greatest distance, the lower of two that are equally near.
  [[nodiscard]] std::optional<std::uint32_t> nearest_to(const Position& place) const;

 private:
  [[nodiscard]] long band(const Position& place) const;
  /// How far to the east and west of a place something within reach may lie: all around the Earth where the reach holds
  /// a pole or passes the 180th meridian.
  [[nodiscard]] double longitude_reach_deg(const Position& place) const;

  double greatest_km_;
  double reach_rad_;
  std::map<long, std::vector<Place>> bands_;
};

}  // namespace convoyrisk::importer
