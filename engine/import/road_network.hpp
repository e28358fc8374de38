#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace convoyrisk::importer {

/// A place on the Earth, in degrees.
struct Position {
  double longitude_deg = 0;
  double latitude_deg = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

struct Node {
  std::string name;
  Position position;
};

/// A road between two nodes, with the properties that the scenario reader knows.
struct Road {
  std::size_t from = 0;  ///< index of a node
  std::size_t to = 0;
  std::vector<Position> shape;  ///< from end to end, both included
  double length_km = 0;
  double speed_kmh = 0;
  std::string zone;             ///< "": none
  std::optional<double> cover;  ///< share, 0 to 1
  bool oneway = false;
  std::string name;  ///< "": the reader's own, FROM - TO
};

struct RoadNetwork {
  std::vector<Node> nodes;
  std::vector<Road> roads;
  std::vector<std::string> warnings;  ///< one sentence each
};

/// Great circle between two places, in km.
[[nodiscard]] double distance_km(const Position& a, const Position& b);

/// "FROM - TO".
[[nodiscard]] std::string road_title(const RoadNetwork& network, const Road& road);

/// Length along a line in km, rounded to the metre, at least one metre.
[[nodiscard]] double length_along_km(const std::vector<Position>& shape);

/// The reader wants every road's name once. A name that several roads bear gets ", FROM - TO" behind, and what is still
/// not its own a number; a road without a name keeps none unless another joins the same two nodes.
void give_roads_names_of_their_own(RoadNetwork& network);

/// Warnings of roads that are shorter than they can be (network::least_length_km), and of roads that are more than ten
/// times as long as their shape: the first of each, how many there are, and the unit that would explain it.
void warn_of_lengths(RoadNetwork& network);

/// How the text of a network begins, by which `import` knows its own files.
inline constexpr std::string_view network_signature =
    R"({"type": "FeatureCollection", "generator": "convoyrisk import")";

/// The network as a GeoJSON FeatureCollection, one feature a line. Equal networks give equal bytes.
[[nodiscard]] std::string geojson_text(const RoadNetwork& network);

/// The fastest way between two nodes that respects oneway.
struct Journey {
  double length_km = 0;
  double hours = 0;
  std::vector<Position> line;  ///< along its roads
};
/// None where there is no such way.
[[nodiscard]] std::optional<Journey> fastest_journey(const RoadNetwork& network, std::size_t from, std::size_t to);

}  // namespace convoyrisk::importer
