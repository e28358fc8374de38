#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "import/zone_options.hpp"

namespace convoyrisk::importer {

/// How a source calls what the network needs: by the network's own name unless told otherwise.
class Mapping {
 public:
  /// `assignments` are "own=theirs". Throws InputError where one is not of that form or `own` is not among `known`,
  /// with an `example` of the form.
  Mapping(std::span<const std::string> assignments, std::span<const std::string> known, const std::string& option,
          const std::string& example = "length_km=THEIR_NAME");

  [[nodiscard]] const std::string& operator()(const std::string& own) const;
  [[nodiscard]] const std::map<std::string, std::string>& all() const { return theirs_; }

 private:
  std::map<std::string, std::string> theirs_;
};

/// What a source that is a table or GeoJSON is read with.
struct ImportOptions {
  std::vector<std::string> columns;         ///< of roads
  std::vector<std::string> node_columns;    ///< of nodes, for tables
  double speed_kmh = 50;                    ///< of roads that name none
  ZoneOptions zones;                        ///< of roads that name none
  double snap_m = 1;                        ///< ends of lines this near are one node, for GeoJSON
  bool tracks = false;                      ///< takes highway=track, for GeoJSON
  std::vector<std::string> class_speeds;    ///< as ClassSpeeds has them, for GeoJSON
  std::vector<std::string> surface_speeds;  ///< as SurfaceSpeeds has them, for GeoJSON
};

[[nodiscard]] const std::vector<std::string>& road_properties();
/// Those of roads, and the tags of OpenStreetMap that are read too.
[[nodiscard]] const std::vector<std::string>& geojson_properties();

/// The names of a length and their units in km: length_km, length_m, length_mi.
[[nodiscard]] const std::vector<std::pair<std::string, double>>& length_properties();

/// A number that is whole in `text`; throws InputError "WHERE: NAME must be a number greater than 0, not 'x'" and the
/// like.
enum class Range { any, positive, share };
[[nodiscard]] double number(std::string_view text, Range range, const std::string& where, const std::string& name);

}  // namespace convoyrisk::importer
