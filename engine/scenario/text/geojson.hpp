#pragma once

#include <filesystem>
#include <string>

#include "scenario/text/document.hpp"
#include "scenario/text/problems.hpp"

namespace convoyrisk::scenario {

/// Puts the GeoJSON network that `network.file` names in its place, as `nodes` and `roads`, so that whatever follows
/// sees one form of network: LineString features with the properties from, to, length_km, speed_kmh, zone, cover,
/// oneway and name, Point features with name. Other properties are left alone; null stands for a property that is not
/// there.
void inline_network(Node& root, const std::filesystem::path& directory, Problems& problems);

}  // namespace convoyrisk::scenario
