#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <osmium/io/any_input.hpp>
#include <osmium/io/any_output.hpp>
#include <random>
#include <set>
#include <string>

#include "base/error.hpp"
#include "import/contraction.hpp"
#include "import/osm_network.hpp"
#include "support/scratch_folder.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::importer {
namespace {

const std::string corridor_file = tests::source_dir + std::string("/tests/import/data/corridor.osm");

OsmRoads read_roads(const std::filesystem::path& file) {
  RoadRules rules;
  return read_osm(file, rules);
}

const OsmRoads& corridor() {
  static const OsmRoads roads = read_roads(corridor_file);
  return roads;
}

/// The corridor in another format, which libosmium tells from the end of the name.
void write_corridor(const std::filesystem::path& file) {
  osmium::io::Reader reader(corridor_file);
  osmium::io::Writer writer(file.string(), reader.header(), osmium::io::overwrite::allow);
  while (osmium::memory::Buffer buffer = reader.read()) {
    writer(std::move(buffer));
  }
  writer.close();
}

std::vector<std::string> titles(const RoadNetwork& network) {
  std::vector<std::string> found;
  for (const Road& road : network.roads) {
    found.push_back(network.nodes[road.from].name + (road.oneway ? " > " : " - ") + network.nodes[road.to].name);
  }
  std::ranges::sort(found);
  return found;
}

const Road& road_at(const RoadNetwork& network, const std::string& from, const std::string& to) {
  return *std::ranges::find_if(network.roads, [&](const Road& road) {
    return network.nodes[road.from].name == from && network.nodes[road.to].name == to;
  });
}

}  // namespace

TEST_CASE("equal roads become one, and stay apart where they meet others, change or pass a place", "[import]") {
  const RoadNetwork network = osm_network(corridor(), {});
  CHECK(titles(network) == std::vector<std::string>{"East - node 8", "West - Middle", "node 4 - East",
                                                    "node 4 - Middle", "node 4 > Middle", "node 8 - East"});
}

TEST_CASE("every format of OpenStreetMap gives the same network", "[import]") {
  const std::string expected = geojson_text(osm_network(corridor(), {}));
  const tests::ScratchFolder folder;
  for (const std::string name : {"roads.osm.gz", "roads.osm.bz2", "roads.osm.pbf", "roads.osm"}) {
    INFO(name);
    write_corridor(folder / name);
    CHECK(geojson_text(osm_network(read_roads(folder / name), {})) == expected);
  }
}

TEST_CASE("a contracted road keeps its shape and its summed length", "[import]") {
  const RoadNetwork network = osm_network(corridor(), {});
  const Road& road = road_at(network, "West", "Middle");
  REQUIRE(road.shape.size() == 3);
  CHECK(road.length_km == Approx(length_along_km(road.shape)));
  CHECK(road.length_km > distance_km(road.shape.front(), road.shape.back()));
  CHECK(road.speed_kmh == 65);
  CHECK(road_at(network, "node 4", "East").speed_kmh == Approx(64.37376));
}

TEST_CASE("every road has a name of its own", "[import]") {
  const RoadNetwork network = osm_network(corridor(), {});
  std::set<std::string> names;
  for (const Road& road : network.roads) {
    CHECK(names.insert(road.name).second);
  }
  CHECK(names.contains("Long Road, West - Middle"));
  CHECK(road_at(network, "East", "node 8").name != road_at(network, "node 8", "East").name);
}

TEST_CASE("parts that are not joined and places without a road are left out with a warning", "[import]") {
  const RoadNetwork network = osm_network(corridor(), {});
  REQUIRE(network.warnings.size() == 3);
  CHECK(network.warnings[0].starts_with("1 way refers to 1 node that the file does not hold"));
  CHECK(network.warnings[1].starts_with("1 part of 1.1 km in all is not"));
  CHECK(network.warnings[2].starts_with("1 named place has no road within 2 km"));
}

TEST_CASE("a place names the nearest road node within reach, at any latitude and across the 180th meridian",
          "[import]") {
  std::mt19937 random(1);
  const auto within = [&random](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
  };
  int named = 0;
  constexpr int trials = 600;
  for (int trial = 0; trial < trials; ++trial) {
    const double middle_deg = trial % 3 == 0 ? 180.0 : 70.0;
    const double latitude_deg = within(-89, 89);
    const auto somewhere = [&] {
      const double longitude_deg = middle_deg + within(-0.4, 0.4);
      return Position{longitude_deg > 180 ? longitude_deg - 360 : longitude_deg, latitude_deg + within(-0.1, 0.1)};
    };
    OsmRoads roads;
    roads.ways = {{1, {}, 50, Direction::both, ""}};
    for (std::uint32_t i = 0; i < 20; ++i) {
      roads.node_ids.push_back(i);
      roads.positions.push_back(somewhere());
      roads.known.push_back(true);
      roads.ways.front().nodes.push_back(i);
    }
    roads.places = {{100, 0, "Place", somewhere()}};
    const auto away_km = [&](const Position& at) { return distance_km(at, roads.places.front().position); };
    const Position nearest = *std::ranges::min_element(roads.positions, {}, away_km);
    OsmOptions options;
    options.place_distance_km = within(0, 10);
    const RoadNetwork network = osm_network(roads, options);
    const auto found = std::ranges::find(network.nodes, "Place", &Node::name);
    INFO(latitude_deg << " " << middle_deg << " " << options.place_distance_km);
    REQUIRE((found != network.nodes.end()) == (away_km(nearest) <= options.place_distance_km));
    if (found != network.nodes.end()) {
      CHECK(found->position == nearest);
      ++named;
    }
  }
  CHECK(named > trials / 4);
  CHECK(named < trials * 3 / 4);
}

TEST_CASE("the box cuts ways at their last node inside", "[import]") {
  OsmOptions options;
  options.box = Box{-0.1, -0.1, 0.25, 0.05};
  const RoadNetwork network = osm_network(corridor(), options);
  CHECK(titles(network) == std::vector<std::string>{"West - Middle"});
  options.box = Box{10, 10, 11, 11};
  CHECK_THROWS_AS(osm_network(corridor(), options), InputError);
}

TEST_CASE("a place that is not there is answered with the nearest name", "[import]") {
  const RoadNetwork network = osm_network(corridor(), {});
  CHECK(network.nodes[node_named(network, "West", "--from")].name == "West");
  CHECK_THROWS_WITH(node_named(network, "Wst", "--from"), Catch::Contains("did you mean 'West'?"));
}

TEST_CASE("the fastest way respects one-way roads", "[import]") {
  RoadNetwork network;
  network.nodes = {{"a", {0, 0}}, {"b", {0.1, 0}}};
  network.roads = {{0, 1, {}, 12, 60, "", {}, true, ""}};
  CHECK(fastest_journey(network, 0, 1)->length_km == 12);
  CHECK(fastest_journey(network, 0, 1)->hours == Approx(0.2));
  CHECK_FALSE(fastest_journey(network, 1, 0));
}

TEST_CASE("a road shorter than the great circle is told", "[import]") {
  RoadNetwork network;
  network.nodes = {{"a", {0, 0}}, {"b", {1, 0}}};
  network.roads = {{0, 1, {}, 112, 60, "", {}, false, ""}};
  warn_of_lengths(network);
  CHECK(network.warnings.empty());
  network.roads.front().length_km = 100;
  warn_of_lengths(network);
  REQUIRE(network.warnings.size() == 1);
  CHECK(network.warnings.front().find("shorter than the great circle") != std::string::npos);
}

TEST_CASE("contraction joins one-way pieces in their direction alone, and closes no ring", "[import]") {
  const std::vector<bool> none(4);
  const auto joined = contract({{{1, 2}, 50, true, ""}, {{0, 1}, 50, true, ""}}, none);
  REQUIRE(joined.size() == 1);
  CHECK(joined.front().points == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(contract({{{0, 1}, 50, true, ""}, {{2, 1}, 50, true, ""}}, none).size() == 2);
  CHECK(contract({{{0, 1}, 50, false, "a"}, {{1, 2}, 50, false, "b"}}, none).size() == 2);
  CHECK(contract({{{0, 1}, 50, false, ""}, {{1, 2}, 50, false, ""}, {{2, 0}, 50, false, ""}}, none).size() == 2);
  CHECK(contract({{{0, 1}, 50, false, ""}, {{1, 2}, 50, false, ""}}, {false, true, false}).size() == 2);
}

}  // namespace convoyrisk::importer
