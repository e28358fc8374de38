#pragma once

#include "import/mapping.hpp"
#include "import/osm_tags.hpp"
#include "import/surfaces.hpp"
#include "import/zoning.hpp"

namespace convoyrisk::importer {

/// What the tags of a road make of it.
struct RoadRules {
  ClassSpeeds classes;
  SurfaceSpeeds surfaces;
  Zoning zones;
};

/// Throws InputError where an option is not of its form, or the file of zones cannot be read.
[[nodiscard]] RoadRules road_rules(const ImportOptions& options);

}  // namespace convoyrisk::importer
