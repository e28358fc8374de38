#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "network/routes.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::network {
namespace {

Graph read_network(std::istream& in) {
  std::size_t nodes = 0;
  std::size_t roads = 0;
  in >> nodes >> roads;
  std::vector<Link> links(roads);
  for (Link& link : links) {
    std::size_t from = 0;
    std::size_t to = 0;
    in >> from >> to >> link.length_km >> link.speed_kmh >> link.oneway;
    link.from = NodeId(from);
    link.to = NodeId(to);
  }
  return {nodes, links};
}

void check_query(std::istream& in, const Graph& graph) {
  std::size_t from = 0;
  std::size_t to = 0;
  double speed_kmh = 0;
  std::size_t count = 0;
  in >> from >> to >> speed_kmh >> count;
  CAPTURE(graph.node_count(), from, to, speed_kmh);
  const auto routes = fastest_routes(graph, NodeId(from), NodeId(to), speed_kmh, 10);
  REQUIRE(routes.size() == count);
  for (const Route& route : routes) {
    double hours = 0;
    std::size_t steps = 0;
    in >> hours >> steps;
    CHECK(route.hours == Approx(hours).epsilon(1e-12));
    REQUIRE(route.steps.size() == steps);
    for (const Step& step : route.steps) {
      std::size_t road = 0;
      in >> road;
      CHECK(step.road == RoadId(road));
    }
  }
}

TEST_CASE("routes are those that networkx finds") {
  std::ifstream in(tests::source_dir +
                   std::string("/tests/network/networkx_routes.txt"));  // by generate_networkx_routes.py
  Graph graph(0, {});
  int queries = 0;
  for (std::string word; in >> word;) {
    if (word == "network") {
      graph = read_network(in);
    } else {
      REQUIRE(word == "query");
      check_query(in, graph);
      ++queries;
    }
  }
  CHECK(queries == 30);
}

}  // namespace
}  // namespace convoyrisk::network
