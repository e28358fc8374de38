#pragma once

#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/stop.hpp"
#include "network/graph.hpp"

namespace convoyrisk::network {

/// Nodes whose neighbours are still to be looked at, least first.
using Frontier = std::priority_queue<std::pair<double, NodeId>, std::vector<std::pair<double, NodeId>>, std::greater<>>;

/// Spreads the values `least` from the nodes in the frontier over the graph, until no exit can lower the value of the
/// node it leads to. `cost(exit)` > 0 is what an exit adds, infinity where it is barred. Nodes whose value would be
/// above `limit` are not reached. Throws Stopped. Dijkstra 1959.
template <class Cost>
void spread(const Graph& graph, std::vector<double>& least, Frontier& frontier, Cost cost,
            double limit = std::numeric_limits<double>::infinity()) {
  while (!frontier.empty()) {
    heed_stop();
    const auto [value, node] = frontier.top();
    frontier.pop();
    if (value > least[node.index()]) {
      continue;  // a better way has been found since
    }
    for (const Exit& exit : graph.exits(node)) {
      const double reached = value + cost(exit);
      if (reached < least[exit.to.index()] && reached <= limit) {
        least[exit.to.index()] = reached;
        frontier.emplace(reached, exit.to);
      }
    }
  }
}

}  // namespace convoyrisk::network
