#include "import/road_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "import/names.hpp"
#include "import/told.hpp"
#include "network/geography.hpp"
#include "network/graph.hpp"
#include "network/routes.hpp"

namespace convoyrisk::importer {
namespace {

constexpr double metre_km = 0.001;

/// A text as JSON; bytes that are not UTF-8 become the replacement character.
[[nodiscard]] std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

[[nodiscard]] std::string coordinates(const Position& place) {
  return fmt::format("[{}, {}]", place.longitude_deg, place.latitude_deg);
}

[[nodiscard]] std::string feature(const Node& node) {
  return fmt::format(
      R"({{"type": "Feature", "properties": {{"name": {}}}, "geometry": {{"type": "Point", "coordinates": {}}}}})",
      quoted(node.name), coordinates(node.position));
}

[[nodiscard]] std::string feature(const Road& road, const std::vector<Node>& nodes) {
  std::string properties =
      fmt::format(R"("from": {}, "to": {}, "length_km": {}, "speed_kmh": {})", quoted(nodes[road.from].name),
                  quoted(nodes[road.to].name), road.length_km, road.speed_kmh);
  if (!road.zone.empty()) {
    properties += R"(, "zone": )" + quoted(road.zone);
  }
  if (road.cover) {
    properties += fmt::format(R"(, "cover": {})", *road.cover);
  }
  if (road.oneway) {
    properties += R"(, "oneway": true)";
  }
  if (!road.name.empty()) {
    properties += R"(, "name": )" + quoted(road.name);
  }
  std::string line;
  for (const Position& place : road.shape) {
    line += (line.empty() ? "" : ", ") + coordinates(place);
  }
  return fmt::format(
      R"({{"type": "Feature", "properties": {{{}}}, "geometry": {{"type": "LineString", "coordinates": [{}]}}}})",
      properties, line);
}

[[nodiscard]] double along_km(const std::vector<Position>& shape) {
  double sum_km = 0;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    sum_km += distance_km(shape[i - 1], shape[i]);
  }
  return sum_km;
}

/// What lengths seem to be that are so many times as long as their lines; "" where nothing common is.
[[nodiscard]] std::string unit_of(std::vector<double> ratios) {
  if (ratios.empty()) {
    return "";
  }
  std::ranges::nth_element(ratios, ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2));
  const double median = ratios[ratios.size() / 2];
  if (median > 900 && median < 1300) {
    return "these lengths are in km as they are read, and seem to be in metres: name them length_m instead of "
           "length_km";
  }
  return median > 2900 && median < 4000
             ? "these lengths are in km as they are read, and seem to be in feet: leave them out, or convert them"
             : "";
}

}  // namespace

double distance_km(const Position& a, const Position& b) {
  return network::great_circle_km(a.latitude_deg, a.longitude_deg, b.latitude_deg, b.longitude_deg);
}

std::string road_title(const RoadNetwork& network, const Road& road) {
  return network.nodes[road.from].name + " - " + network.nodes[road.to].name;
}

double length_along_km(const std::vector<Position>& shape) {
  return std::max(1.0, std::round(along_km(shape) / metre_km)) / 1000;
}

void give_roads_names_of_their_own(RoadNetwork& network) {
  std::map<std::pair<std::size_t, std::size_t>, int> joining;
  std::map<std::string, int> bearing;
  for (const Road& road : network.roads) {
    ++joining[std::minmax(road.from, road.to)];
    ++bearing[road.name];
  }
  NamesInUse taken;
  for (Road& road : network.roads) {
    const std::string ends = road_title(network, road);
    const bool unnamed = road.name.empty();
    const std::string first = unnamed ? ends : (bearing[road.name] > 1 ? road.name + ", " + ends : road.name);
    const std::string name = taken.take(first);
    const bool as_the_reader_names_it = unnamed && name == ends && joining[std::minmax(road.from, road.to)] == 1;
    road.name = as_the_reader_names_it ? "" : name;
  }
}

void warn_of_lengths(RoadNetwork& network) {
  constexpr double doubtful = 10;
  constexpr double at_least_km = 0.05;
  AlikeWarnings told;
  std::vector<double> ratios;
  for (const Road& road : network.roads) {
    const double apart_km = distance_km(network.nodes[road.from].position, network.nodes[road.to].position);
    const double drawn_km = std::max(apart_km, along_km(road.shape));
    const std::string is_long = fmt::format("{} is {:.1f} km long", road_title(network, road), road.length_km);
    if (road.length_km < network::least_length_km(apart_km)) {
      told.add("short",
               fmt::format("{}, shorter than the great circle between its ends, {:.1f} km", is_long, apart_km));
    }
    if (road.length_km > doubtful * drawn_km + at_least_km) {
      ratios.push_back(road.length_km / drawn_km);
      told.add("long", fmt::format("{}, and the line between its ends {:.1f} km", is_long, drawn_km));
    }
  }
  told.tell(network.warnings);
  if (const std::string unit = unit_of(std::move(ratios)); !unit.empty()) {
    network.warnings.push_back(unit);
  }
}

std::string geojson_text(const RoadNetwork& network) {
  std::string text = std::string(network_signature) + ", \"features\": [";
  const char* separator = "\n";
  for (const Node& node : network.nodes) {
    text += separator + feature(node);
    separator = ",\n";
  }
  for (const Road& road : network.roads) {
    text += separator + feature(road, network.nodes);
    separator = ",\n";
  }
  return text + "\n]}\n";
}

std::optional<Journey> fastest_journey(const RoadNetwork& network, std::size_t from, std::size_t to) {
  constexpr double no_limit_kmh = 1e6;
  std::vector<network::Link> links;
  for (const Road& road : network.roads) {
    links.push_back({NodeId(road.from), NodeId(road.to), road.length_km, road.speed_kmh, road.oneway});
  }
  const network::Graph graph(network.nodes.size(), std::move(links));
  const auto routes = network::fastest_routes(graph, NodeId(from), NodeId(to), no_limit_kmh, 1);
  if (routes.empty()) {
    return std::nullopt;
  }
  Journey journey{0, routes.front().hours, {network.nodes[from].position}};
  for (const network::Step& step : routes.front().steps) {
    std::vector<Position> shape = network.roads[step.road.index()].shape;
    if (!step.forward) {
      std::ranges::reverse(shape);
    }
    journey.line.insert(journey.line.end(), shape.begin(), shape.end());
    journey.length_km += graph.link(step.road).length_km;
  }
  return journey;
}

}  // namespace convoyrisk::importer
