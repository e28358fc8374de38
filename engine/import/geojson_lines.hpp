#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "import/mapping.hpp"
#include "import/road_network.hpp"
#include "import/road_rules.hpp"

namespace convoyrisk::importer {

/// A line of a GeoJSON file that is a road. Its nodes are not known yet; a length of 0 is to be found along the line.
/// A one-way road runs along its shape.
struct Line {
  std::string place;  ///< in the file, for messages
  Road road;
  std::string from;  ///< names of its ends; "": none
  std::string to;
};

struct NamedPoint {
  Position position;
  std::string name;
};

struct GeojsonLines {
  std::string file;
  std::vector<Line> lines;
  std::vector<NamedPoint> points;
  std::vector<std::string> warnings;
};

/// The lines, rings of polygons with a highway, and named points of a GeoJSON file in degrees (RFC 7946), in the
/// dialect of import/dialect.hpp and with the tags of OpenStreetMap (highway, maxspeed, surface, oneway, junction,
/// access). What is left out is counted in the warnings. Throws InputError with the file and the feature.
[[nodiscard]] GeojsonLines read_geojson_lines(const std::filesystem::path& file, const ImportOptions& options,
                                              RoadRules& rules);

}  // namespace convoyrisk::importer
