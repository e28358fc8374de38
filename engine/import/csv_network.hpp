#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "import/mapping.hpp"
#include "import/road_network.hpp"

namespace convoyrisk::importer {

/// The columns that tell where a node is.
[[nodiscard]] const std::vector<std::string>& node_properties();

/// A network from a table of roads (from, to, length_km ...) and a table of nodes (name, lat, lon). Without the latter
/// the roads carry from_lat, from_lon, to_lat and to_lon. What a road lacks is taken from the tables of `details`, by
/// the same from and to; a length that nobody gives is that of the great circle. Nodes that no road reaches are left
/// out. Throws InputError with file and line.
[[nodiscard]] RoadNetwork csv_network(const std::filesystem::path& roads,
                                      const std::optional<std::filesystem::path>& nodes,
                                      const std::vector<std::filesystem::path>& details, const ImportOptions& options);

}  // namespace convoyrisk::importer
