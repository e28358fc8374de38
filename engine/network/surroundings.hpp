#pragma once

#include <vector>

#include "base/ids.hpp"
#include "network/dijkstra.hpp"
#include "network/graph.hpp"

namespace convoyrisk::network {

/// Road distances from points on roads to the nodes around them, oneway disregarded. Keeps its memory from one point to
/// the next.
class Surroundings {
 public:
  explicit Surroundings(const Graph& graph) : graph_(graph), least_km_(graph.node_count()) {}

  /// From the point `along_km` from the beginning of a road, to nodes no farther than `limit_km`.
  void look(RoadId road, double along_km, double limit_km);
  /// Infinity where the node is farther than the limit.
  [[nodiscard]] double km(NodeId node) const { return least_km_[node.index()]; }

 private:
  void start(NodeId node, double km, double limit_km);

  const Graph& graph_;
  std::vector<double> least_km_;  ///< by NodeId
  Frontier frontier_;
};

}  // namespace convoyrisk::network
