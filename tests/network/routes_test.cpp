#include "network/routes.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <vector>

#include "network/distances.hpp"
#include "support/stop_wanted.hpp"

namespace convoyrisk::network {
namespace {

using Roads = std::vector<std::size_t>;

Link road(std::size_t from, std::size_t to, double length_km, double speed_kmh = 60, bool oneway = false) {
  return {NodeId(from), NodeId(to), length_km, speed_kmh, oneway};
}

Roads roads_of(const Route& route) {
  Roads roads;
  for (const Step& step : route.steps) {
    roads.push_back(step.road.index());
  }
  return roads;
}

std::vector<Roads> roads_of(const std::vector<Route>& routes) {
  std::vector<Roads> lists(routes.size());
  std::ranges::transform(routes, lists.begin(), [](const Route& route) { return roads_of(route); });
  return lists;
}

std::vector<Roads> find(const Graph& graph, std::size_t from, std::size_t to, std::size_t count) {
  return roads_of(fastest_routes(graph, NodeId(from), NodeId(to), 60, count));
}

/// Whether the steps lead along the roads in allowed directions from one node to another with no node twice.
bool is_way(const Graph& graph, const Route& route, NodeId from, NodeId to) {
  std::set<NodeId> seen = {from};
  for (const Step& step : route.steps) {
    const Link& link = graph.link(step.road);
    const NodeId start = step.forward ? link.from : link.to;
    const NodeId end = step.forward ? link.to : link.from;
    if (start != from || (link.oneway && !step.forward) || !seen.insert(end).second) {
      return false;
    }
    from = end;
  }
  return from == to;
}

/// Every way without a node twice, by trying all.
class AllWays {
 public:
  AllWays(const Graph& graph, NodeId from, NodeId to, double speed_kmh)
      : graph_(graph), to_(to), speed_kmh_(speed_kmh), seen_(graph.node_count()) {
    visit(from);
  }

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  void visit(NodeId node) {
    if (node == to_) {
      routes_.push_back(way_);
      return;
    }
    seen_[node.index()] = true;
    for (const Exit& exit : graph_.exits(node)) {
      const Link& link = graph_.link(exit.road);
      if (seen_[exit.to.index()] || (link.oneway && !exit.forward)) {
        continue;
      }
      const double before_h = way_.hours;
      way_.hours += link.length_km / std::min(link.speed_kmh, speed_kmh_);
      way_.steps.push_back({exit.road, exit.forward});
      visit(exit.to);
      way_.steps.pop_back();
      way_.hours = before_h;
    }
    seen_[node.index()] = false;
  }

  const Graph& graph_;
  NodeId to_;
  double speed_kmh_;
  std::vector<bool> seen_;
  Route way_;
  std::vector<Route> routes_;
};

/// The definition in the header, word for word.
std::vector<Route> first_of(std::vector<Route> remaining, std::size_t count) {
  std::vector<Route> taken;
  while (!remaining.empty() && taken.size() < count) {
    const double fastest_h = std::ranges::min(remaining, {}, &Route::hours).hours;
    const auto next = std::ranges::min_element(remaining, [&](const Route& a, const Route& b) {
      const bool a_equal = a.hours <= fastest_h + equal_time_h;
      const bool b_equal = b.hours <= fastest_h + equal_time_h;
      return a_equal != b_equal ? a_equal : a_equal && roads_of(a) < roads_of(b);
    });
    taken.push_back(*next);
    remaining.erase(next);
  }
  return taken;
}

/// A graph of few nodes and many roads, parallel ones and loops among them; each length is a draw of `length_km`.
template <class Length>
Graph random_graph(std::mt19937& random, Length length_km) {
  const std::size_t nodes = 2 + random() % 6;
  std::vector<Link> links;
  for (std::size_t i = random() % 15; i-- > 0;) {
    links.push_back(
        road(random() % nodes, random() % nodes, length_km(), random() % 2 == 0 ? 30 : 60, random() % 3 == 0));
  }
  return {nodes, links};
}

/// Compares with the trial of all ways on many graphs, for several counts; returns how many routes were compared.
template <class Length>
std::size_t compare_with_all_ways(std::mt19937& random, Length length_km) {
  std::size_t compared = 0;
  for (int repeat = 0; repeat < 3000; ++repeat) {
    const Graph graph = random_graph(random, length_km);
    const NodeId to(graph.node_count() - 1);
    const AllWays all(graph, NodeId(0), to, 50);
    for (const std::size_t count : std::vector<std::size_t>{1, 2, 3, 5, 10, 1000}) {
      const auto routes = fastest_routes(graph, NodeId(0), to, 50, count);
      const auto expected = first_of(all.routes(), std::min<std::size_t>(count, 40));
      REQUIRE(routes.size() == std::min(count, all.routes().size()));
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(routes[i].steps == expected[i].steps);
        REQUIRE(routes[i].hours == Approx(expected[i].hours).epsilon(1e-12));
        ++compared;
      }
    }
  }
  return compared;
}

/// A square grid of `side` * `side` nodes and equal roads; the roads of the rows come before those of the columns.
Graph grid(std::size_t side) {
  std::vector<Link> links;
  for (std::size_t row = 0; row < side; ++row) {
    for (std::size_t column = 0; column + 1 < side; ++column) {
      links.push_back(road(row * side + column, row * side + column + 1, 0.7));
    }
  }
  for (std::size_t row = 0; row + 1 < side; ++row) {
    for (std::size_t column = 0; column < side; ++column) {
      links.push_back(road(row * side + column, (row + 1) * side + column, 0.7));
    }
  }
  return {side * side, links};
}

TEST_CASE("the routes of Yen's example") {
  // C D E F G H are 0 to 5.
  const Graph graph(6, {road(0, 1, 3, 60, true), road(0, 2, 2, 60, true), road(1, 3, 4, 60, true),
                        road(2, 1, 1, 60, true), road(2, 3, 2, 60, true), road(2, 4, 3, 60, true),
                        road(3, 4, 2, 60, true), road(3, 5, 1, 60, true), road(4, 5, 2, 60, true)});
  const auto routes = fastest_routes(graph, NodeId(0), NodeId(5), 60, 3);
  CHECK(roads_of(routes) == std::vector<Roads>{{1, 4, 7}, {1, 5, 8}, {0, 2, 7}});
  CHECK(routes[0].hours == Approx(5.0 / 60));
  CHECK(routes[1].hours == Approx(7.0 / 60));
  CHECK(routes[2].hours == Approx(8.0 / 60));
}

TEST_CASE("the convoy's own speed bounds that of the road") {
  // Past 60 km/h the motorway is the faster one, below it the short cut is.
  const Graph graph(2, {road(0, 1, 100, 120), road(0, 1, 70, 60)});
  const auto fast = fastest_routes(graph, NodeId(0), NodeId(1), 100, 2);
  CHECK(roads_of(fast) == std::vector<Roads>{{0}, {1}});
  CHECK(fast[0].hours == Approx(1.0));
  CHECK(fast[1].hours == Approx(70.0 / 60));
  const auto slow = fastest_routes(graph, NodeId(0), NodeId(1), 50, 2);
  CHECK(roads_of(slow) == std::vector<Roads>{{1}, {0}});
  CHECK(slow[0].hours == Approx(1.4));
  CHECK(slow[1].hours == Approx(2.0));
}

TEST_CASE("steps tell the direction of travel, and oneway roads are kept to") {
  const Graph graph(3, {road(1, 0, 1), road(1, 2, 1), road(2, 0, 1, 60, true)});
  const auto there = fastest_routes(graph, NodeId(0), NodeId(2), 60, 5);
  REQUIRE(there.size() == 1);
  CHECK(there[0].steps == std::vector<Step>{{RoadId(0), false}, {RoadId(1), true}});
  const auto back = fastest_routes(graph, NodeId(2), NodeId(0), 60, 5);
  REQUIRE(back.size() == 2);
  CHECK(back[0].steps == std::vector<Step>{{RoadId(2), true}});
  CHECK(back[1].steps == std::vector<Step>{{RoadId(1), false}, {RoadId(0), true}});
}

TEST_CASE("there is no route to where no road leads, and none is asked for with a count of 0") {
  const Graph graph(3, {road(0, 1, 1), road(2, 1, 1, 60, true)});
  CHECK(find(graph, 0, 2, 3).empty());
  CHECK(find(graph, 2, 0, 3).size() == 1);
  CHECK(find(graph, 0, 1, 0).empty());
  CHECK(find(graph, 1, 1, 0).empty());
}

TEST_CASE("a route to where it starts has no steps") {
  const auto routes = fastest_routes(Graph(2, {road(0, 1, 1), road(0, 0, 1)}), NodeId(0), NodeId(0), 60, 3);
  REQUIRE(routes.size() == 1);
  CHECK(routes[0].steps.empty());
  CHECK(routes[0].hours == 0);
}

TEST_CASE("parallel roads make different routes") {
  const Graph graph(3, {road(0, 1, 2), road(0, 1, 1), road(1, 2, 1), road(1, 2, 1)});
  CHECK(find(graph, 0, 2, 9) == std::vector<Roads>{{1, 2}, {1, 3}, {0, 2}, {0, 3}});
}

TEST_CASE("equal times are ordered by the list of roads, to the last place") {
  // Two ways of equal time made of different fractions of an hour, whose sums differ in rounding.
  const Graph graph(4, {road(0, 1, 1, 10), road(1, 3, 2, 10), road(0, 2, 2, 10), road(2, 3, 1, 10), road(0, 3, 3, 10)});
  CHECK(find(graph, 0, 3, 1) == std::vector<Roads>{{0, 1}});
  CHECK(find(graph, 0, 3, 2) == std::vector<Roads>{{0, 1}, {2, 3}});
  CHECK(find(graph, 0, 3, 3) == std::vector<Roads>{{0, 1}, {2, 3}, {4}});
}

TEST_CASE("each next route is compared with the fastest of the remaining ones") {
  const double unit_km = 60e-9;  // a thousand-millionth of an hour at 60 km/h
  // Excess over 1 h: 1.2, 0.6 and 0 of the tolerance. The first is not equal to the last, only to the middle one.
  const Graph graph(2, {road(0, 1, 60 + 1.2 * unit_km), road(0, 1, 60 + 0.6 * unit_km), road(0, 1, 60)});
  CHECK(find(graph, 0, 1, 3) == std::vector<Roads>{{1}, {2}, {0}});
}

TEST_CASE("the tolerance is on a route's whole time, not on each road's") {
  const double unit_km = 60e-9;
  // Two choices of a road 0.6 of the tolerance slower than the other: one of them may be taken as equal, not both.
  const Graph graph(3,
                    {road(0, 1, 30 + 0.6 * unit_km), road(0, 1, 30), road(1, 2, 30 + 0.6 * unit_km), road(1, 2, 30)});
  CHECK(find(graph, 0, 2, 4) == std::vector<Roads>{{0, 3}, {1, 2}, {1, 3}, {0, 2}});
}

TEST_CASE("routes agree with the trial of all ways") {
  std::mt19937 random(19710701);
  SECTION("equal roads") {
    CHECK(compare_with_all_ways(random, [] { return 0.1; }) > 30000);
  }
  SECTION("few lengths") {
    CHECK(compare_with_all_ways(random, [&] { return 0.1 * static_cast<double>(1 + random() % 3); }) > 30000);
  }
  SECTION("many lengths") {
    CHECK(compare_with_all_ways(random, [&] { return 1 + static_cast<double>(random()) / 1e9; }) > 30000);
  }
  SECTION("lengths that differ by parts of the tolerance") {
    CHECK(compare_with_all_ways(random, [&] { return 1 + 9e-9 * static_cast<double>(random() % 5); }) > 30000);
  }
  SECTION("roads shorter than the tolerance, which make turning back as good as going on") {
    CHECK(compare_with_all_ways(random, [&] { return random() % 3 == 0 ? 1.0 : 0.7e-9; }) > 30000);
    CHECK(compare_with_all_ways(random, [&] { return random() % 3 == 0 ? 1.0 : 8.3e-9; }) > 30000);
    CHECK(compare_with_all_ways(random, [&] { return random() % 3 == 0 ? 1.0 : 2.6e-8; }) > 30000);
    CHECK(compare_with_all_ways(random, [&] { return random() % 2 == 0 ? 1.0 : 1e-30; }) > 30000);
  }
}

TEST_CASE("a grid with very many equal routes is searched as fast as any other") {
  const std::size_t side = 50;  // 98 choose 49, about 2.5e28 fastest routes
  const Graph graph = grid(side);
  const NodeId to(side * side - 1);
  const auto routes = fastest_routes(graph, NodeId(0), to, 60, 10);
  REQUIRE(routes.size() == 10);

  // Roads of rows come first: along the first row as far as can be, so later routes differ in where they turn.
  const auto row = [&](std::size_t r, std::size_t c) { return r * (side - 1) + c; };
  const auto column = [&](std::size_t r, std::size_t c) { return side * (side - 1) + r * side + c; };
  Roads first;
  for (std::size_t c = 0; c + 1 < side; ++c) {
    first.push_back(row(0, c));
  }
  for (std::size_t r = 0; r + 1 < side; ++r) {
    first.push_back(column(r, side - 1));
  }
  CHECK(roads_of(routes[0]) == first);
  for (std::size_t i = 1; i < routes.size(); ++i) {
    // The i-th next route turns into row i one column before the end: the shortest tail that is not yet taken.
    Roads expected = first;
    expected[side - 2] = column(0, side - 2);
    for (std::size_t r = 1; r < i; ++r) {
      expected[side - 2 + r] = column(r, side - 2);
    }
    expected[side - 2 + i] = row(i, side - 2);
    CHECK(roads_of(routes[i]) == expected);
  }
  for (const Route& route : routes) {
    CHECK(is_way(graph, route, NodeId(0), to));
    CHECK(route.hours == Approx(0.7 / 60 * 2 * (side - 1)));
  }
}

TEST_CASE("a route is the same whatever the count it is asked with") {
  const Graph graph = grid(6);
  const auto many = find(graph, 7, 29, 40);
  REQUIRE(many.size() == 40);
  for (std::size_t count = 1; count < many.size(); ++count) {
    CHECK(find(graph, 7, 29, count) == std::vector<Roads>(many.begin(), many.begin() + static_cast<long>(count)));
  }
}

TEST_CASE("a stop is heeded while ways are sought") {
  const Graph graph = grid(6);
  const tests::StopWanted stop;
  CHECK_THROWS_AS(find(graph, 7, 29, 40), Stopped);
  CHECK_THROWS_AS(distances_km(graph, NodeId(0)), Stopped);
}

}  // namespace
}  // namespace convoyrisk::network
