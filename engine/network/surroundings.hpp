#pragma once

#include <limits>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "network/dijkstra.hpp"
#include "network/graph.hpp"

namespace convoyrisk::network {

/// Road distances from points on roads to the nodes around them, oneway disregarded. Keeps its memory from one point to
/// the next.
class Surroundings {
 public:
  explicit Surroundings(const Graph& graph) : graph_(graph), least_km_(graph.node_count(), not_reached) {}

  /// From the point `along_km` from the beginning of a road, to nodes no farther than `limit_km`.
  void look(RoadId road, double along_km, double limit_km);
  /// Infinity where the node is farther than the limit.
  [[nodiscard]] double km(NodeId node) const { return least_km_[node.index()]; }
  /// The road of the point, and all that begin or end at a node which is no farther than the limit; in order.
  [[nodiscard]] std::span<const RoadId> roads() const { return roads_; }

 private:
  static constexpr double not_reached = std::numeric_limits<double>::infinity();
  void start(NodeId node, double km, double limit_km);

  const Graph& graph_;
  std::vector<double> least_km_;  ///< by NodeId
  std::vector<RoadId> roads_;
  Frontier frontier_;
};

}  // namespace convoyrisk::network
