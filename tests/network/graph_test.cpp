#include "network/graph.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

#include "network/distances.hpp"

namespace convoyrisk::network {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Link road(std::size_t from, std::size_t to, double length_km, bool oneway = false) {
  return {NodeId(from), NodeId(to), length_km, 60, oneway};
}

/// Floyd 1962, as another way to the same distances.
std::vector<std::vector<double>> all_distances(const Graph& graph) {
  const std::size_t n = graph.node_count();
  std::vector distance(n, std::vector<double>(n, infinity));
  for (std::size_t i = 0; i < n; ++i) {
    distance[i][i] = 0;
  }
  for (const Link& link : graph.links()) {
    double& there = distance[link.from.index()][link.to.index()];
    there = std::min(there, link.length_km);
    distance[link.to.index()][link.from.index()] = there;
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
      }
    }
  }
  return distance;
}

TEST_CASE("exits of a node come in order of roads, with their direction") {
  const Graph graph(4, {road(2, 0, 1), road(0, 1, 2, true), road(1, 2, 3), road(2, 0, 4)});
  CHECK(graph.node_count() == 4);
  CHECK(graph.links().size() == 4);
  CHECK(graph.link(RoadId(3)).length_km == 4);

  const auto exits = graph.exits(NodeId(0));
  REQUIRE(exits.size() == 3);
  CHECK((exits[0].road == RoadId(0) && exits[0].to == NodeId(2) && !exits[0].forward));
  CHECK((exits[1].road == RoadId(1) && exits[1].to == NodeId(1) && exits[1].forward));
  CHECK((exits[2].road == RoadId(3) && exits[2].to == NodeId(2) && !exits[2].forward));

  const auto against_oneway = graph.exits(NodeId(1));
  REQUIRE(against_oneway.size() == 2);
  CHECK((against_oneway[0].to == NodeId(0) && !against_oneway[0].forward));
  CHECK(graph.exits(NodeId(3)).empty());
}

TEST_CASE(
    "distances run against oneway roads, by the shorter of parallel roads, and are infinite where there is no way") {
  const Graph graph(5, {road(0, 1, 5, true), road(0, 1, 3, true), road(1, 2, 4), road(0, 2, 10), road(3, 4, 1)});
  CHECK(distances_km(graph, NodeId(2)) == std::vector<double>{7, 4, 0, infinity, infinity});
  CHECK(distances_km(graph, NodeId(4)) == std::vector<double>{infinity, infinity, infinity, 1, 0});
}

TEST_CASE("a graph may have nodes without roads") {
  CHECK(distances_km(Graph(1, {}), NodeId(0)) == std::vector<double>{0});
  CHECK(Graph(0, {}).node_count() == 0);
}

TEST_CASE("distances on random graphs agree with Floyd's") {
  std::mt19937 random(20240501);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const std::size_t nodes = 2 + random() % 12;
    std::vector<Link> links;
    for (std::size_t i = random() % (3 * nodes); i-- > 0;) {
      // Whole lengths, so that sums are exact and the two ways comparable.
      links.push_back(road(random() % nodes, random() % nodes, 1 + static_cast<double>(random() % 20), random() % 2));
    }
    const Graph graph(nodes, links);
    const auto expected = all_distances(graph);
    for (std::size_t source = 0; source < nodes; ++source) {
      CHECK(distances_km(graph, NodeId(source)) == expected[source]);
      std::vector<double> near = expected[source];
      std::ranges::replace_if(
          near, [](double km) { return km > 5; }, infinity);
      CHECK(distances_km(graph, NodeId(source), 5) == near);
    }
  }
}

}  // namespace
}  // namespace convoyrisk::network
