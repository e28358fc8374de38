#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "import/osm_file.hpp"
#include "import/road_network.hpp"

namespace convoyrisk::importer {

/// West, south, east and north edge in degrees; the box may not cross the 180th meridian.
struct Box {
  double west_deg = -180;
  double south_deg = -90;
  double east_deg = 180;
  double north_deg = 90;
  [[nodiscard]] bool holds(const Position& place) const;
};

/// What lies within so many km of a line, measured to places on it that are a twentieth of that apart: short by up to a
/// fortieth where the line winds, by 0.03 % where it is straight.
struct Corridor {
  std::vector<Position> line;
  double km = 0;
};

struct OsmOptions {
  std::optional<Box> box;
  std::optional<Corridor> corridor;
  double place_distance_km = 2;            ///< how far a place may lie from the road node that takes its name
  std::vector<std::string> wanted_places;  ///< these keep their node even where a higher place takes its name
};

/// The roads of the largest connected part (by length; one-way roads join like others), or of that in which the line of
/// the corridor starts, cut at the box and the corridor: ways are cut where they meet and at places; nodes at which
/// only two equal roads meet are contracted. Throws InputError where nothing is left or a wanted place is not found.
[[nodiscard]] RoadNetwork osm_network(const OsmRoads& roads, const OsmOptions& options, Zoning zones = {});

/// Index of a node by name. Throws InputError, with the nearest name.
[[nodiscard]] std::size_t node_named(const RoadNetwork& network, const std::string& name, const std::string& option);

}  // namespace convoyrisk::importer
