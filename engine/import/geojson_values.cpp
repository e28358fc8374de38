#include "import/geojson_values.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/csv_table.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "base/printable.hpp"
#include "import/dialect.hpp"
#include "import/foreign_format.hpp"
#include "network/geojson_text.hpp"

namespace convoyrisk::importer {
namespace {

using nlohmann::json;

[[nodiscard]] bool is_geometry(const json& value) {
  return member(value, "coordinates").is_array() || member(value, "geometries").is_array();
}

[[nodiscard]] std::string told_of_other_json(const json& document) {
  if (member(document, "elements").is_array()) {
    return " but Overpass JSON: ask Overpass for XML ([out:xml]) and use 'import osm', or convert it by osmtogeojson";
  }
  return member(document, "objects").is_object() ? " but TopoJSON: convert it, as by 'ogr2ogr -f GeoJSON'" : "";
}

void check_degrees(const json& document, const std::string& file) {
  const json& name = member(member(member(document, "crs"), "properties"), "name");
  const std::string crs = name.is_string() ? name.get<std::string>() : "";
  const auto says = [&crs](const char* code) { return crs.find(code) != std::string::npos; };
  if (!crs.empty() && !says("CRS84") && !says("4326") && !says("4979") && !says("WGS84")) {
    throw InputError(
        fmt::format("{}: is in {}, not in degrees: convert it, as by 'ogr2ogr -t_srs EPSG:4326'", file, shown(crs)));
  }
}

}  // namespace

json geojson_document(const std::filesystem::path& file) {
  const std::string text = file_text(file);
  refuse_foreign_format(text, file, "GeoJSON");
  try {
    json document = network::parse_geojson(text);
    check_degrees(document, file.string());
    return document;
  } catch (const network::JsonError& error) {
    const std::string place = error.place() ? fmt::format(":{}:{}", error.place()->line, error.place()->column) : "";
    throw InputError(fmt::format("{}{}: {}", file.string(), place, error.what()));
  }
}

json features_of(const json& document, const std::string& file) {
  const json& features = member(document, "features");
  if (features.is_array()) {
    return features;
  }
  if (member(document, "geometry").is_object() || is_geometry(document)) {
    return json::array({document});
  }
  throw InputError(file + ": is not a GeoJSON FeatureCollection" + told_of_other_json(document));
}

const json& member(const json& object, const char* name) {
  static const json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return !object.is_object() || found == object.end() ? none : *found;
}

std::string text_of(const json& value) {
  if (value.is_null() || value.is_object()) {
    return "";
  }
  return list_as_osm(on_one_line(value.is_string() ? value.get<std::string>() : value.dump()));
}

const json& geometry_of(const json& feature) { return is_geometry(feature) ? feature : member(feature, "geometry"); }

Position degrees_of(const json& pair, const std::string& place) {
  if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) {
    throw InputError(place + ": coordinates must be [longitude, latitude]");
  }
  const Position found{pair[0], pair[1]};
  if (!(std::abs(found.longitude_deg) <= 360 && std::abs(found.latitude_deg) <= 90)) {
    throw InputError(
        fmt::format("{}: coordinates [{}, {}] must be longitude and latitude in degrees; others are converted, as by "
                    "'ogr2ogr -t_srs EPSG:4326'",
                    place, found.longitude_deg, found.latitude_deg));
  }
  return found;
}

}  // namespace convoyrisk::importer
