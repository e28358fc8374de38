#include "network/surroundings.hpp"

#include <algorithm>
#include <limits>

namespace convoyrisk::network {

void Surroundings::look(RoadId road, double along_km, double limit_km) {
  const Link& link = graph_.link(road);
  std::ranges::fill(least_km_, std::numeric_limits<double>::infinity());
  start(link.from, along_km, limit_km);
  start(link.to, link.length_km - along_km, limit_km);
  spread(
      graph_, least_km_, frontier_, [this](const Exit& exit) { return graph_.link(exit.road).length_km; }, limit_km);
}

void Surroundings::start(NodeId node, double km, double limit_km) {
  if (km <= limit_km && km < least_km_[node.index()]) {
    least_km_[node.index()] = km;
    frontier_.emplace(km, node);
  }
}

}  // namespace convoyrisk::network
