#include "network/surroundings.hpp"

#include <algorithm>

namespace convoyrisk::network {

void Surroundings::look(RoadId road, double along_km, double limit_km) {
  for (const RoadId near : roads_) {
    least_km_[graph_.link(near).from.index()] = least_km_[graph_.link(near).to.index()] = not_reached;
  }
  const Link& link = graph_.link(road);
  roads_.assign(1, road);
  start(link.from, along_km, limit_km);
  start(link.to, link.length_km - along_km, limit_km);
  const auto length_km = [this](const Exit& exit) {  // asked for at each node within the limit
    roads_.push_back(exit.road);
    return graph_.link(exit.road).length_km;
  };
  spread(graph_, least_km_, frontier_, length_km, limit_km);
  std::ranges::sort(roads_);
  roads_.erase(std::unique(roads_.begin(), roads_.end()), roads_.end());
}

void Surroundings::start(NodeId node, double km, double limit_km) {
  if (km <= limit_km && km < least_km_[node.index()]) {
    least_km_[node.index()] = km;
    frontier_.emplace(km, node);
  }
}

}  // namespace convoyrisk::network
