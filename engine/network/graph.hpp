#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/ids.hpp"

namespace convoyrisk::network {

/// One road between two nodes; its RoadId is its place in the list given to Graph.
struct Link {
  NodeId from;
  NodeId to;
  double length_km = 0;
  double speed_kmh = 0;
  bool oneway = false;
};

/// A way out of a node along a road, with the direction in which the road is then travelled.
struct Exit {
  RoadId road;
  NodeId to;
  bool forward = true;  ///< from `from` to `to` of the road
};

/// Road network as an immutable adjacency list.
class Graph {
 public:
  Graph(std::size_t node_count, std::vector<Link> links);

  [[nodiscard]] std::size_t node_count() const { return first_exit_.size() - 1; }
  [[nodiscard]] std::span<const Link> links() const { return links_; }
  [[nodiscard]] const Link& link(RoadId road) const { return links_[road.index()]; }

  /// All ways out of a node, in order of roads; those against a oneway road are included (see Exit::forward).
  [[nodiscard]] std::span<const Exit> exits(NodeId node) const;

 private:
  std::vector<Link> links_;
  std::vector<Exit> exits_;
  std::vector<std::size_t> first_exit_;
};

}  // namespace convoyrisk::network
