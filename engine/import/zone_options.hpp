#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convoyrisk::importer {

/// How roads that name no zone come to one.
struct ZoneOptions {
  std::vector<std::string> rules;             ///< NAME, NAME=class:primary,trunk or NAME=name:N-35
  std::optional<std::filesystem::path> file;  ///< GeoJSON with a polygon for each zone
  std::string property;                       ///< of the polygons that names the zone; "": zone, name or Name
};

}  // namespace convoyrisk::importer
