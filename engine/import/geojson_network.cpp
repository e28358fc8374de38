#include "import/geojson_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/table.hpp"

namespace convoyrisk::importer {
namespace {

using nlohmann::json;

/// Nodes by place: cells of a grid of the snapping distance, of which the neighbours are looked at too.
class NodeIndex {
 public:
  NodeIndex(std::vector<Node>& nodes, double snap_km) : nodes_(&nodes), snap_km_(snap_km) {}

  [[nodiscard]] std::size_t at(const Position& place) {
    const auto [column, row] = cell(place);
    for (long i = column - 1; i <= column + 1; ++i) {
      for (long j = row - 1; j <= row + 1; ++j) {
        for (const std::size_t node : cells_[{i, j}]) {
          if (distance_km((*nodes_)[node].position, place) <= snap_km_) {
            return node;
          }
        }
      }
    }
    cells_[{column, row}].push_back(nodes_->size());
    nodes_->push_back({"", place});
    return nodes_->size() - 1;
  }

 private:
  /// A column is as wide as the snapping distance or wider up to 84 degrees of latitude, where a degree of longitude
  /// is a tenth of one at the equator.
  [[nodiscard]] std::pair<long, long> cell(const Position& place) const {
    constexpr double km_per_degree = 111;
    const double size_deg = std::max(snap_km_ / km_per_degree, 1e-7);
    return {std::lround(std::floor(place.longitude_deg / (10 * size_deg))),
            std::lround(std::floor(place.latitude_deg / size_deg))};
  }

  std::vector<Node>* nodes_;
  double snap_km_;
  std::map<std::pair<long, long>, std::vector<std::size_t>> cells_;
};

class GeojsonBuilder {
 public:
  GeojsonBuilder(std::string file, const ImportOptions& options)
      : file_(std::move(file)),
        options_(&options),
        mapping_(options.columns, road_properties(), "--property"),
        index_(network_.nodes, options.snap_m / 1000) {}

  [[nodiscard]] RoadNetwork build(const json& document) {
    const auto features = document.is_object() ? document.find("features") : document.end();
    if (!document.is_object() || features == document.end() || !features->is_array()) {
      throw InputError(file_ + ": is not a GeoJSON FeatureCollection");
    }
    for (std::size_t i = 0; i < features->size(); ++i) {
      place_ = fmt::format("{}: features[{}]", file_, i);
      read((*features)[i]);
    }
    if (network_.roads.empty()) {
      throw InputError(file_ + ": holds no LineString");
    }
    for (const auto& [own, theirs] : mapping_.all()) {
      if (!seen_.contains(theirs)) {
        const std::vector<std::string> names(seen_.begin(), seen_.end());
        throw InputError(
            fmt::format("{}: no road has the property {}{}", file_, shown(theirs), did_you_mean(theirs, names)));
      }
    }
    name_nodes();
    give_roads_names_of_their_own(network_);
    warn_of_short_roads(network_);
    return std::move(network_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw InputError(place_ + ": " + what); }

  void read(const json& feature) {
    static const json none = json::object();
    const auto member = [](const json& object, const char* name) -> const json& {
      return object.is_object() && object.contains(name) && object[name].is_object() ? object[name] : none;
    };
    const json& geometry = member(feature, "geometry");
    const json& properties = member(feature, "properties");
    const std::string type = geometry.contains("type") && geometry["type"].is_string() ? geometry["type"] : "";
    const json coordinates = geometry.value("coordinates", json());
    if (type == "LineString") {
      add(properties, coordinates, true);
    } else if (type == "MultiLineString" && coordinates.is_array()) {
      for (const json& line : coordinates) {
        add(properties, line, coordinates.size() == 1);
      }
    } else if (type == "Point" && properties.contains("name") && properties["name"].is_string()) {
      points_.emplace_back(position(coordinates), properties["name"]);
    }
  }

  [[nodiscard]] Position position(const json& pair) const {
    if (!pair.is_array() || pair.size() < 2 || !pair[0].is_number() || !pair[1].is_number()) {
      fail("coordinates must be [longitude, latitude]");
    }
    const Position place{pair[0], pair[1]};
    if (!(std::abs(place.longitude_deg) <= 180 && std::abs(place.latitude_deg) <= 90)) {
      fail(fmt::format("coordinates [{}, {}] must be longitude and latitude in degrees", place.longitude_deg,
                       place.latitude_deg));
    }
    return place;
  }

  [[nodiscard]] std::string text(const json& properties, const char* own) {
    const auto found = properties.find(mapping_(own));
    if (found == properties.end() || found->is_null()) {
      return "";
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
  }

  void add(const json& properties, const json& coordinates, bool whole) {
    for (const auto& entry : properties.items()) {
      seen_.insert(entry.key());
    }
    std::vector<Position> shape;
    for (const json& pair : coordinates) {
      shape.push_back(position(pair));
    }
    if (shape.size() < 2) {
      fail("a LineString has two places or more");
    }
    Road road;
    const std::string length = whole ? text(properties, "length_km") : "";
    road.length_km = length.empty() ? 0 : number(length, Range::positive, place_, mapping_("length_km"));
    const std::string speed = text(properties, "speed_kmh");
    road.speed_kmh =
        speed.empty() ? options_->speed_kmh : number(speed, Range::positive, place_, mapping_("speed_kmh"));
    const std::string cover = text(properties, "cover");
    road.cover = cover.empty() ? std::nullopt : std::optional(number(cover, Range::share, place_, mapping_("cover")));
    road.zone = text(properties, "zone");
    road.zone = road.zone.empty() ? options_->zone : road.zone;
    road.oneway = flag(text(properties, "oneway"), place_, mapping_("oneway"));
    road.name = text(properties, "name");
    place_road(std::move(road), std::move(shape), whole ? text(properties, "from") : "",
               whole ? text(properties, "to") : "");
  }

  void place_road(Road road, std::vector<Position> shape, const std::string& from, const std::string& to) {
    road.from = index_.at(shape.front());
    road.to = index_.at(shape.back());
    if (road.from == road.to) {
      split(road, shape);
      return;
    }
    name(road.from, from);
    name(road.to, to);
    // Ends that were snapped meet in the node.
    shape.front() = network_.nodes[road.from].position;
    shape.back() = network_.nodes[road.to].position;
    road.length_km = road.length_km > 0 ? road.length_km : length_along_km(shape);
    road.shape = std::move(shape);
    network_.roads.push_back(std::move(road));
  }

  void split(const Road& road, const std::vector<Position>& shape) {
    const auto middle = static_cast<std::ptrdiff_t>(shape.size() / 2);
    const std::size_t half = index_.at(shape[shape.size() / 2]);
    if (half == road.from) {
      network_.warnings.push_back(fmt::format("{} is shorter than --snap and left out", place_));
      return;
    }
    for (const auto& [first, last] :
         {std::pair(shape.begin(), shape.begin() + middle + 1), std::pair(shape.begin() + middle, shape.end())}) {
      Road part = road;
      part.length_km /= 2;
      place_road(std::move(part), {first, last}, "", "");
    }
  }

  void name(std::size_t node, const std::string& name) {
    std::string& own = network_.nodes[node].name;
    if (!own.empty() && !name.empty() && own != name) {
      fail(fmt::format("{} lies at the same place as {}", shown(name), shown(own)));
    }
    own = own.empty() ? name : own;
  }

  void name_nodes() {
    const std::size_t count = network_.nodes.size();
    for (const auto& [place, name] : points_) {
      const std::size_t node = index_.at(place);
      if (node < count && network_.nodes[node].name.empty()) {
        network_.nodes[node].name = name;
      } else if (node >= count) {
        network_.warnings.push_back(fmt::format("{} is at the end of no road and left out", name));
      }
    }
    network_.nodes.resize(count);
    std::set<std::string> taken;
    for (std::size_t i = 0; i < count; ++i) {
      std::string& name = network_.nodes[i].name;
      name = name.empty() ? fmt::format("node {}", i + 1) : name;
      if (!taken.insert(name).second) {
        throw InputError(fmt::format("{}: the ends of roads at {} lie further apart than --snap {} m", file_,
                                     shown(name), options_->snap_m));
      }
    }
  }

  std::string file_;
  std::string place_;
  const ImportOptions* options_;
  Mapping mapping_;
  RoadNetwork network_;
  NodeIndex index_;
  std::vector<std::pair<Position, std::string>> points_;
  std::set<std::string> seen_;  ///< properties of roads
};

}  // namespace

RoadNetwork geojson_network(const std::filesystem::path& file, const ImportOptions& options) {
  const std::string text = file_text(file);
  json document;
  try {
    document = json::parse(text);
  } catch (const json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    throw InputError(
        fmt::format("{}:{}: not JSON: {}", file.string(), 1 + std::count(text.begin(), end, '\n'), error.what()));
  }
  return GeojsonBuilder(file.string(), options).build(document);
}

}  // namespace convoyrisk::importer
