#pragma once

#include <map>
#include <utility>
#include <vector>

#include "import/road_network.hpp"

namespace convoyrisk::importer {

/// Nodes by place: cells of a grid of the snapping distance, of which the neighbours are looked at too.
class NodeIndex {
 public:
  NodeIndex(std::vector<Node>& nodes, double snap_km) : nodes_(&nodes), snap_km_(snap_km) {}

  /// The first node within the snapping distance, else a new one.
  [[nodiscard]] std::size_t at(const Position& place);

 private:
  using Cell = std::pair<long, long>;

  /// A column is as wide as the snapping distance or wider up to 84 degrees of latitude, where a degree of longitude
  /// is a tenth of one at the equator.
  [[nodiscard]] Cell cell(double longitude_deg, double latitude_deg) const;
  /// The first node near the place in the cells about `middle`; none: the number of nodes.
  [[nodiscard]] std::size_t near(const Position& place, const Cell& middle) const;

  std::vector<Node>* nodes_;
  double snap_km_;
  std::map<Cell, std::vector<std::size_t>> cells_;
};

}  // namespace convoyrisk::importer
