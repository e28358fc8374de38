#pragma once

#include <filesystem>

#include "import/mapping.hpp"
#include "import/road_network.hpp"

namespace convoyrisk::importer {

/// A network from the LineStrings and MultiLineStrings of any GeoJSON file in degrees (RFC 7946). Ends within
/// `snap_m` are one node, named by the road's from or to, by a Point with a name at the place, or "node N"; lines that
/// cross elsewhere stay apart. Lines that end where they start are cut at their middle. A missing length is that along
/// the line. Throws InputError with the file and the feature.
[[nodiscard]] RoadNetwork geojson_network(const std::filesystem::path& file, const ImportOptions& options);

}  // namespace convoyrisk::importer
