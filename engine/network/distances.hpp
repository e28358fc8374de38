#pragma once

#include <limits>
#include <vector>

#include "base/ids.hpp"
#include "network/graph.hpp"

namespace convoyrisk::network {

/// Least road distance in km from `source` to every node, oneway disregarded (cells and reaction forces use both
/// directions); infinity where there is no way, or none that is within the limit. Dijkstra 1959.
[[nodiscard]] std::vector<double> distances_km(const Graph& graph, NodeId source,
                                               double limit_km = std::numeric_limits<double>::infinity());

}  // namespace convoyrisk::network
