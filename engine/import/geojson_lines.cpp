#include "import/geojson_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "base/printable.hpp"
#include "import/dialect.hpp"
#include "import/geojson_values.hpp"
#include "import/told.hpp"

namespace convoyrisk::importer {
namespace {

using nlohmann::json;

/// Classes of highway that are known and no roads for cars; a word that is not known may mean something else.
constexpr std::array<std::string_view, 19> other_highways{
    "bridleway", "bus_guideway", "busway",  "construction", "corridor",   "cycleway", "elevator",
    "escape",    "footway",      "no",      "path",         "pedestrian", "platform", "proposed",
    "raceway",   "razed",        "service", "steps",        "track"};

/// The properties of a feature by the names of the network, as texts.
class Properties {
 public:
  Properties(const json& values, const Mapping& mapping) : values_(&values), mapping_(&mapping) {}

  /// The reference stays.
  [[nodiscard]] const std::string& operator()(const std::string& own) {
    const auto [entry, fresh] = texts_.try_emplace(own);
    if (fresh) {
      entry->second = text_of(member(*values_, (*mapping_)(own).c_str()));
    }
    return entry->second;
  }
  void set(const std::string& own, std::string text) { texts_[own] = std::move(text); }

 private:
  const json* values_;
  const Mapping* mapping_;
  std::map<std::string, std::string> texts_;
};

class Reader {
 public:
  Reader(std::string file, const ImportOptions& options, RoadRules& rules)
      : file_(std::move(file)),
        options_(&options),
        mapping_(options.columns, geojson_properties(), "--property"),
        rules_(&rules) {}

  [[nodiscard]] GeojsonLines read(const json& document) {
    read_all(features_of(document, file_));
    check_mapping();
    told_.tell(read_.warnings);
    read_.file = file_;
    return std::move(read_);
  }

 private:
  void read_all(const json& features) {
    for (const json& feature : features) {
      geofabrik_ = geofabrik_ || text_of(member(member(feature, "properties"), mapping_("oneway").c_str())) == "B";
    }
    std::size_t index = 0;
    for (const json& feature : features) {
      place_ = fmt::format("{}: features[{}]", file_, index++);
      read_geometry(member(feature, "properties"), geometry_of(feature));
    }
  }

  void check_mapping() const {
    for (const auto& [own, theirs] : mapping_.all()) {
      if (!seen_.contains(theirs)) {
        const std::vector<std::string> names(seen_.begin(), seen_.end());
        throw InputError(fmt::format("{}: no road has the property {}{}", file_, shown(theirs),
                                     did_you_mean_or_known(theirs, names)));
      }
    }
  }

  void leave_out(const std::string& reason) { told_.add(reason, fmt::format("{} is left out: {}", place_, reason)); }

  void read_geometry(const json& properties, const json& geometry) {
    const std::string type = text_of(member(geometry, "type"));
    const json& coordinates = member(geometry, "coordinates");
    if (type == "LineString") {
      add(properties, coordinates, true);
    } else if (type == "MultiLineString") {
      add_each(properties, coordinates);
    } else if (type == "Polygon" || type == "MultiPolygon") {
      add_polygons(properties, type == "Polygon" ? json::array({coordinates}) : coordinates);
    } else if (type == "GeometryCollection" && member(geometry, "geometries").is_array()) {
      for (const json& part : member(geometry, "geometries")) {
        read_geometry(properties, part);
      }
    } else if (type == "Point") {
      add_point(properties, coordinates);
    } else {
      leave_out(type.empty() ? "it has no geometry" : "it is a " + type);
    }
  }

  void add_each(const json& properties, const json& lines) {
    if (lines.empty()) {
      leave_out("its line is empty");
    }
    for (const json& line : lines) {
      add(properties, line, lines.size() == 1);
    }
  }

  /// Roundabouts are drawn as polygons, as every closed way of OpenStreetMap may be: their outer ring is the road.
  void add_polygons(const json& properties, const json& polygons) {
    if (text_of(member(properties, mapping_("highway").c_str())).empty()) {
      leave_out("it is a polygon without a highway property");
      return;
    }
    for (const json& polygon : polygons) {
      if (!polygon.is_array() || polygon.empty()) {
        leave_out("its line is empty");
      } else {
        add(properties, polygon.front(), polygons.size() == 1);
      }
    }
  }

  void add_point(const json& properties, const json& coordinates) {
    const json& name = member(properties, "name");
    const std::string text = name.is_string() ? on_one_line(name.get<std::string>()) : "";
    if (text.empty()) {
      leave_out("it is a point without a name");
    } else if (!coordinates.empty()) {
      read_.points.push_back({position(coordinates), text});
    }
  }

  [[nodiscard]] Position position(const json& pair) const {
    Position place = degrees_of(pair, place_);
    if (std::abs(place.longitude_deg) > 180) {  // lines across the 180th meridian may go on counting
      place.longitude_deg -= std::copysign(360, place.longitude_deg);
    }
    return place;
  }

  [[nodiscard]] std::vector<Position> shape_of(const json& coordinates) const {
    std::vector<Position> shape;
    for (const json& pair : coordinates) {
      const Position place = position(pair);
      if (shape.empty() || !(shape.back() == place)) {
        shape.push_back(place);
      }
    }
    return shape;
  }

  void add(const json& values, const json& coordinates, bool whole) {
    if (values.is_object()) {
      for (const auto& entry : values.items()) {
        seen_.insert(entry.key());
      }
    }
    std::vector<Position> shape = shape_of(coordinates);
    if (shape.size() < 2) {
      leave_out("its line is empty");
      return;
    }
    Properties properties(values, mapping_);
    const std::optional<Direction> direction = direction_of(properties);
    if (!direction) {
      return;
    }
    Line line{place_, {}, {}, {}};
    line.road.length_km = whole ? length_km(properties) : 0;
    line.road.speed_kmh = speed_kmh(properties);
    const std::string& cover = properties("cover");
    line.road.cover =
        cover.empty() ? std::nullopt : std::optional(number(cover, Range::share, place_, mapping_("cover")));
    line.road.zone = rules_->zones.of_road(properties("highway"), properties("name"), properties("ref"));
    line.road.zone = properties("zone").empty() ? line.road.zone : properties("zone");
    const bool of_osm = properties("name").empty() && !properties("highway").empty();
    line.road.name = properties(of_osm ? "ref" : "name");
    line.road.oneway = *direction != Direction::both;
    line.from = whole ? properties("from") : "";
    line.to = whole ? properties("to") : "";
    if (*direction == Direction::backward) {
      std::ranges::reverse(shape);
      std::swap(line.from, line.to);
    }
    line.road.shape = std::move(shape);
    read_.lines.push_back(std::move(line));
  }

  /// Of the first that says something: length_km, length_m, length_mi.
  [[nodiscard]] double length_km(Properties& properties) const {
    for (const auto& [own, unit_km] : length_properties()) {
      if (const std::string& said = properties(own); !said.empty()) {
        return length_in_km(said, unit_km, place_, mapping_(own));
      }
    }
    return 0;
  }

  /// What speed_kmh says, else maxspeed, else the class of highway, else --speed; all but the first are lowered by
  /// surface and tracktype.
  [[nodiscard]] double speed_kmh(Properties& properties) {
    const double usual_kmh = rules_->classes(properties("highway")).value_or(options_->speed_kmh);
    const std::string& said = properties("speed_kmh");
    if (said.empty()) {
      const double kmh = maxspeed_kmh(properties("maxspeed")).value_or(usual_kmh);
      return rules_->surfaces.lowered_kmh(kmh, properties("surface"), properties("tracktype"));
    }
    const std::optional<double> speed = speed_in_kmh(said);
    if (!speed) {
      told_.add("a speed", fmt::format("{}: {} {} is no speed, and taken for {} km/h", place_, mapping_("speed_kmh"),
                                       shown(said), usual_kmh));
    }
    return speed.value_or(usual_kmh);
  }

  /// None where the line is left out.
  [[nodiscard]] std::optional<Direction> direction_of(Properties& properties) {
    const std::string& highway = properties("highway");
    const bool other = std::ranges::find(other_highways, highway) != other_highways.end();
    if (other && !rules_->classes(highway)) {
      leave_out("highway=" + highway + (highway == "track" ? ", which --tracks takes" : ""));
      return std::nullopt;
    }
    const std::string oneway = properties("oneway");
    if (!oneway.empty() && oneway != "reversible") {
      const Direction said = oneway_direction(oneway, geofabrik_, place_, mapping_("oneway"));
      const bool unsaid = said == Direction::both && oneway.size() > 2 && oneway.front() == 'N';  // None, NaN
      properties.set("oneway",
                     said == Direction::forward ? "yes" : (said == Direction::backward ? "-1" : (unsaid ? "" : "no")));
    }
    const auto direction =
        drivable_direction([&properties](const std::string& key) -> std::string_view { return properties(key); });
    if (!direction) {
      leave_out("its tags close it to cars (access, oneway, impassable, area)");
    }
    return direction;
  }

  std::string file_;
  std::string place_;
  const ImportOptions* options_;
  Mapping mapping_;
  RoadRules* rules_;
  bool geofabrik_ = false;
  GeojsonLines read_;
  AlikeWarnings told_;
  std::set<std::string> seen_;  ///< properties of roads
};

}  // namespace

GeojsonLines read_geojson_lines(const std::filesystem::path& file, const ImportOptions& options, RoadRules& rules) {
  return Reader(file.string(), options, rules).read(geojson_document(file));
}

}  // namespace convoyrisk::importer
