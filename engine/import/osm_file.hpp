#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "import/osm_tags.hpp"
#include "import/road_network.hpp"
#include "import/road_rules.hpp"

namespace convoyrisk::importer {

/// A drivable way of OpenStreetMap; `nodes` are indices into OsmRoads::positions.
struct OsmWay {
  std::int64_t id = 0;
  std::vector<std::uint32_t> nodes;
  double speed_kmh = 0;
  Direction direction = Direction::both;
  std::string name;
  std::string zone{};  ///< by rules; "": none
};

/// A place=* node with a name. `rank` orders kinds of place, a city first.
struct OsmPlace {
  std::int64_t id = 0;
  int rank = 0;
  std::string name;
  Position position;
};

/// What a file of OpenStreetMap says of roads, in order of ids.
struct OsmRoads {
  std::vector<std::int64_t> node_ids;  ///< ascending
  std::vector<Position> positions;     ///< of node_ids
  std::vector<bool> known;             ///< whether the file says where the node is: extracts cut ways
  std::vector<OsmWay> ways;
  std::vector<OsmPlace> places;
};

/// Reads .osm, .osm.gz, .osm.bz2 or .osm.pbf, twice: ways, then the nodes that they use. Ways of a class without
/// a speed are no roads, nor are those that no car may drive, and what is deleted is not there. Nodes may also lie in
/// their ways (Overpass `out geom`, osmium add-locations-to-ways). Throws InputError.
[[nodiscard]] OsmRoads read_osm(const std::filesystem::path& file, RoadRules& rules);

}  // namespace convoyrisk::importer
