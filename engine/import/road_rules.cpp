#include "import/road_rules.hpp"

namespace convoyrisk::importer {

RoadRules road_rules(const ImportOptions& options) {
  return {ClassSpeeds(options.tracks, options.class_speeds), SurfaceSpeeds(options.surface_speeds),
          Zoning(options.zones)};
}

}  // namespace convoyrisk::importer
