#include "import/zone_areas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/geojson_values.hpp"

namespace convoyrisk::importer {
namespace {

using nlohmann::json;

/// Where the way from a to b is, at a share of it.
[[nodiscard]] Position between(const Position& a, const Position& b, double share) {
  return {a.longitude_deg + share * (b.longitude_deg - a.longitude_deg),
          a.latitude_deg + share * (b.latitude_deg - a.latitude_deg)};
}

/// Twice the area of the triangle of three places, above 0 where they turn to the left.
[[nodiscard]] double turn(const Position& a, const Position& b, const Position& c) {
  return (b.longitude_deg - a.longitude_deg) * (c.latitude_deg - a.latitude_deg) -
         (b.latitude_deg - a.latitude_deg) * (c.longitude_deg - a.longitude_deg);
}

[[nodiscard]] std::vector<Position> ring_of(const json& places, const std::string& place) {
  std::vector<Position> ring;
  for (const json& pair : places) {
    ring.push_back(degrees_of(pair, place));
    if (std::abs(ring.back().longitude_deg) > 180) {
      throw InputError(
          fmt::format("{}: longitude {} of a zone must lie within 180 degrees: cut zones at the 180th "
                      "meridian (RFC 7946)",
                      place, ring.back().longitude_deg));
    }
  }
  if (ring.size() > 1 && ring.front() == ring.back()) {
    ring.pop_back();
  }
  if (ring.size() < 3) {
    throw InputError(place + ": a ring of a zone needs at least three places");
  }
  return ring;
}

[[nodiscard]] Polygon polygon_of(const json& rings, const std::string& place) {
  std::vector<std::vector<Position>> list;
  for (const json& ring : rings) {
    list.push_back(ring_of(ring, place));
  }
  if (list.empty()) {
    throw InputError(place + ": a polygon without a ring is no zone");
  }
  return Polygon(list);
}

[[nodiscard]] std::vector<Polygon> polygons_of(const json& geometry, const std::string& place) {
  std::vector<Polygon> polygons;
  const std::string type = text_of(member(geometry, "type"));
  const json& coordinates = member(geometry, "coordinates");
  if (type == "Polygon") {
    polygons.push_back(polygon_of(coordinates, place));
  } else if (type == "MultiPolygon") {
    for (const json& rings : coordinates) {
      polygons.push_back(polygon_of(rings, place));
    }
  } else if (type == "GeometryCollection") {
    for (const json& part : member(geometry, "geometries")) {
      for (Polygon& polygon : polygons_of(part, place)) {
        polygons.push_back(std::move(polygon));
      }
    }
  }
  return polygons;
}

[[nodiscard]] std::string zone_named_by(const json& properties, const std::string& property, const std::string& place) {
  const std::vector<std::string> wanted =
      property.empty() ? std::vector<std::string>{"zone", "name", "Name"} : std::vector{property};
  for (const std::string& key : wanted) {
    if (std::string zone = text_of(member(properties, key.c_str())); !zone.empty()) {
      return zone;
    }
  }
  std::vector<std::string> known;
  if (properties.is_object()) {
    for (const auto& entry : properties.items()) {
      known.push_back(entry.key());
    }
  }
  const std::string lacking =
      property.empty() ? "zone, name or Name; another is given by --zone-property" : shown(property);
  throw InputError(fmt::format("{}: nothing names its zone: it has no property {}{}", place, lacking,
                               did_you_mean_or_known(property, known)));
}

}  // namespace

Polygon::Polygon(const std::vector<std::vector<Position>>& rings) {
  std::vector<Edge> edges;
  for (const std::vector<Position>& ring : rings) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      edges.push_back({ring[i], ring[(i + 1) % ring.size()]});
      least_ = {std::min(least_.longitude_deg, ring[i].longitude_deg),
                std::min(least_.latitude_deg, ring[i].latitude_deg)};
      greatest_ = {std::max(greatest_.longitude_deg, ring[i].longitude_deg),
                   std::max(greatest_.latitude_deg, ring[i].latitude_deg)};
    }
  }
  constexpr std::size_t edges_a_band = 4;
  constexpr std::size_t most_bands = 1000;
  bands_.resize(std::clamp(edges.size() / edges_a_band, std::size_t{1}, most_bands));
  for (const Edge& edge : edges) {
    const auto [south, north] = std::minmax(edge.a.latitude_deg, edge.b.latitude_deg);
    for (std::size_t i = band(south); i <= band(north); ++i) {
      bands_[i].push_back(edge);
    }
  }
}

std::size_t Polygon::band(double latitude_deg) const {
  const double height_deg = greatest_.latitude_deg - least_.latitude_deg;
  const double share = height_deg > 0 ? (latitude_deg - least_.latitude_deg) / height_deg : 0;
  const double last = static_cast<double>(bands_.size() - 1);
  return static_cast<std::size_t>(std::clamp(std::floor(share * static_cast<double>(bands_.size())), 0.0, last));
}

bool Polygon::holds(const Position& place) const {
  if (place.longitude_deg < least_.longitude_deg || place.longitude_deg > greatest_.longitude_deg ||
      place.latitude_deg < least_.latitude_deg || place.latitude_deg > greatest_.latitude_deg) {
    return false;
  }
  bool odd = false;
  for (const auto& [a, b] : bands_[band(place.latitude_deg)]) {
    if ((a.latitude_deg > place.latitude_deg) != (b.latitude_deg > place.latitude_deg)) {
      const bool upwards = b.latitude_deg > a.latitude_deg;
      odd = odd != ((turn(a, b, place) > 0) == upwards);
    }
  }
  return odd;
}

void Polygon::add_crossings(const Position& a, const Position& b, std::vector<double>& shares) const {
  const auto [west, east] = std::minmax(a.longitude_deg, b.longitude_deg);
  const auto [south, north] = std::minmax(a.latitude_deg, b.latitude_deg);
  if (east < least_.longitude_deg || west > greatest_.longitude_deg || north < least_.latitude_deg ||
      south > greatest_.latitude_deg) {
    return;
  }
  for (std::size_t i = band(south); i <= band(north); ++i) {
    for (const Edge& edge : bands_[i]) {
      const double before = turn(edge.a, edge.b, a);
      const double after = turn(edge.a, edge.b, b);
      const bool apart = (turn(a, b, edge.a) > 0) != (turn(a, b, edge.b) > 0);
      if (apart && (before > 0) != (after > 0)) {
        shares.push_back(before / (before - after));
      }
    }
  }
}

ZoneAreas::ZoneAreas(const std::filesystem::path& file, const std::string& property) : file_(file.string()) {
  std::size_t index = 0;
  for (const json& feature : features_of(geojson_document(file), file_)) {
    const std::string place = fmt::format("{}: features[{}]", file_, index++);
    std::vector<Polygon> polygons = polygons_of(geometry_of(feature), place);
    if (polygons.empty()) {
      left_out_.add("no zone", place + " is left out: it has no polygon, as zones have");
      continue;
    }
    const std::string zone = zone_named_by(member(feature, "properties"), property, place);
    if (std::ranges::find(zones_, zone) == zones_.end()) {
      zones_.push_back(zone);
    }
    for (Polygon& polygon : polygons) {
      areas_.push_back({zone, place, std::move(polygon)});
    }
  }
  if (areas_.empty()) {
    throw InputError(file_ + ": holds no polygon");
  }
}

std::size_t ZoneAreas::zone_at(const Position& place) {
  const Area* first = nullptr;
  for (const Area& area : areas_) {
    if ((first != nullptr && first->zone == area.zone) || !area.polygon.holds(place)) {
      continue;
    }
    if (first != nullptr) {
      told_.add("zones overlap " + first->place + area.place,
                fmt::format("zone {} of {} overlaps zone {} of {}: where they do, the first counts", shown(area.zone),
                            area.place, shown(first->zone), first->place));
      break;
    }
    first = &area;
  }
  return first == nullptr ? zones_.size()
                          : static_cast<std::size_t>(std::ranges::find(zones_, first->zone) - zones_.begin());
}

void ZoneAreas::add_lengths(const Position& a, const Position& b, Lengths& lengths) {
  const double whole_km = distance_km(a, b);
  if (std::abs(a.longitude_deg - b.longitude_deg) > 180) {  // across the 180th meridian
    lengths[zone_at(a)] += whole_km / 2;
    lengths[zone_at(b)] += whole_km / 2;
    return;
  }
  std::vector<double> shares{0, 1};
  for (const Area& area : areas_) {
    area.polygon.add_crossings(a, b, shares);
  }
  std::ranges::sort(shares);
  for (std::size_t i = 1; i < shares.size(); ++i) {
    if (shares[i] > shares[i - 1]) {
      const Position middle = between(a, b, (shares[i - 1] + shares[i]) / 2);
      lengths[zone_at(middle)] += whole_km * (shares[i] - shares[i - 1]);
    }
  }
}

std::string ZoneAreas::zone_of(const std::vector<Position>& line, const std::string& title) {
  constexpr double much = 0.1;
  Lengths lengths;
  for (std::size_t i = 1; i < line.size(); ++i) {
    add_lengths(line[i - 1], line[i], lengths);
  }
  const auto most = std::ranges::max_element(lengths, {}, &Lengths::value_type::second);
  double whole_km = 0;
  for (const auto& [zone, length_km] : lengths) {
    whole_km += length_km;
    any_ = any_ || zone < zones_.size();
  }
  if (most == lengths.end()) {
    return "";
  }
  const auto named = [this](std::size_t zone) {
    return zone < zones_.size() ? "zone " + shown(zones_[zone]) : std::string("no zone");
  };
  for (const auto& [zone, length_km] : lengths) {
    if (zone != most->first && length_km > much * whole_km) {
      told_.add(
          "zones of a road",
          fmt::format("{} lies in {} for {:.1f} of its {:.1f} km, and for {:.1f} km in {}: it is put in the first",
                      title, named(most->first), most->second, whole_km, length_km, named(zone)));
    }
  }
  return most->first < zones_.size() ? zones_[most->first] : "";
}

void ZoneAreas::tell(std::vector<std::string>& warnings) const {
  left_out_.tell(warnings);
  told_.tell(warnings);
  if (!any_) {
    warnings.push_back(file_ + ": no road lies in any of its zones");
  }
}

}  // namespace convoyrisk::importer
