#pragma once

#include <optional>
#include <vector>

#include "base/ids.hpp"
#include "network/graph.hpp"

namespace convoyrisk::network {

/// One road of a route and the direction of travel on it.
struct Step {
  RoadId road;
  bool forward = true;
  friend bool operator==(const Step&, const Step&) = default;
};

/// A way without a node twice, and its free-flow time: the sum of length / min(road speed, convoy speed).
struct Route {
  std::vector<Step> steps;
  double hours = 0;
};

/// Routes whose times differ by no more than this count as equal; the order of roads then decides.
inline constexpr double equal_time_h = 1e-9;

/// Up to `count` fastest routes without a node twice, respecting oneway, fastest first; of equal times (to
/// equal_time_h) the one whose list of roads comes first in lexicographic order of RoadId. Since that equality is not
/// transitive, it is read so: each next route is, of the remaining ones that take no more than the fastest of them +
/// equal_time_h, the first in that order. Empty where there is no route; one route of no steps where `from` is `to`.
/// Lengths and speeds > 0. Yen 1971, in the variant of Lawler 1972.
[[nodiscard]] std::vector<Route> fastest_routes(const Graph& graph, NodeId from, NodeId to, double convoy_speed_kmh,
                                                std::size_t count);

}  // namespace convoyrisk::network
