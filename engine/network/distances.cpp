#include "network/distances.hpp"

#include "network/dijkstra.hpp"

namespace convoyrisk::network {

std::vector<double> distances_km(const Graph& graph, NodeId source, double limit_km) {
  std::vector<double> distance(graph.node_count(), std::numeric_limits<double>::infinity());
  distance[source.index()] = 0;
  Frontier frontier;
  frontier.emplace(0, source);
  spread(
      graph, distance, frontier, [&](const Exit& exit) { return graph.link(exit.road).length_km; }, limit_km);
  return distance;
}

}  // namespace convoyrisk::network
