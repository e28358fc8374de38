#pragma once

#include <string>
#include <vector>

#include "base/ids.hpp"

namespace convoyrisk::spec {

struct Node {
  std::string name;
  double latitude_deg = 0;
  double longitude_deg = 0;
  friend bool operator==(const Node&, const Node&) = default;
};

/// A leg of the corridor. Runs both ways unless `oneway`, which binds convoys only.
struct Road {
  std::string name;
  NodeId from;
  NodeId to;
  double length_km = 0;  ///< > 0
  double speed_kmh = 0;  ///< > 0
  ZoneId zone;
  double cover = 0;  ///< 0..1
  bool oneway = false;
  friend bool operator==(const Road&, const Road&) = default;
};

struct Network {
  double segment_km = 5;  ///< greatest length of a segment
  std::vector<Node> nodes;
  std::vector<Road> roads;
  std::vector<std::string> zones;  ///< names in order of first appearance among the roads; may hold ""
  friend bool operator==(const Network&, const Network&) = default;
};

}  // namespace convoyrisk::spec
