#include "import/osm_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/contraction.hpp"
#include "import/names.hpp"
#include "network/geography.hpp"

namespace convoyrisk::importer {
namespace {

constexpr std::uint32_t no_node = std::numeric_limits<std::uint32_t>::max();

/// Part of a way whose nodes all lie in the box, as driven where it is one-way.
struct Run {
  std::vector<std::uint32_t> nodes;
  const OsmWay* way;
};

/// The nodes of a way on the 180th meridian, where OpenStreetMap cuts ways, by the node that stands for them: of those
/// at one place, which are told apart by the sign of their longitude alone, the first.
[[nodiscard]] std::map<std::uint32_t, std::uint32_t> joined_at_the_180th_meridian(const OsmRoads& roads) {
  std::map<double, std::uint32_t> first;  // by latitude
  std::map<std::uint32_t, std::uint32_t> joined;
  for (std::uint32_t node = 0; node < roads.positions.size(); ++node) {
    if (roads.known[node] && std::abs(roads.positions[node].longitude_deg) == 180) {
      joined[node] = first.try_emplace(roads.positions[node].latitude_deg, node).first->second;
    }
  }
  return joined;
}

[[nodiscard]] std::vector<Run> runs_in(const OsmRoads& roads, const Box& box) {
  const std::map<std::uint32_t, std::uint32_t> joined = joined_at_the_180th_meridian(roads);
  std::vector<Run> runs;
  for (const OsmWay& way : roads.ways) {
    Run run{{}, &way};
    const auto finish = [&runs, &run] {
      if (run.nodes.size() > 1) {
        if (run.way->direction == Direction::backward) {
          std::ranges::reverse(run.nodes);
        }
        runs.push_back(run);
      }
      run.nodes.clear();
    };
    for (const std::uint32_t own : way.nodes) {
      const auto other = joined.find(own);
      const std::uint32_t node = other == joined.end() ? own : other->second;
      if (!roads.known[own] || !box.holds(roads.positions[own])) {
        finish();
      } else if (run.nodes.empty() || run.nodes.back() != node) {
        run.nodes.push_back(node);
      }
    }
    finish();
  }
  return runs;
}

/// What to tell of ways whose nodes are not all in the file; "" where there are none.
[[nodiscard]] std::string told_of_absent_nodes(const OsmRoads& roads) {
  std::set<std::uint32_t> absent;
  std::size_t ways = 0;
  for (const OsmWay& way : roads.ways) {
    std::size_t count = 0;
    for (const std::uint32_t node : way.nodes) {
      if (!roads.known[node]) {
        absent.insert(node);
        ++count;
      }
    }
    ways += count > 0 ? 1 : 0;
  }
  return ways == 0 ? ""
                   : fmt::format(
                         "{} way{} to {} node{} that the file does not hold, and {} there. Overpass gives the nodes "
                         "too with '(._;>;); out;', osmium extract with '--strategy complete_ways'",
                         ways, ways == 1 ? " refers" : "s refer", absent.size(), absent.size() == 1 ? "" : "s",
                         ways == 1 ? "is cut" : "are cut");
}

[[noreturn]] void tell_that_nothing_is_left(const OsmRoads& roads, const OsmOptions& options,
                                            const std::string& absent) {
  if (roads.ways.empty()) {
    throw InputError("there is no drivable road in the file (highway=motorway to residential)");
  }
  const std::string why = absent.empty() ? "" : "; " + absent;
  throw InputError((options.box ? "there is no drivable road in the box: --bbox is WEST,SOUTH,EAST,NORTH"
                                : "there is no drivable road whose places are in the file") +
                   why);
}

/// Sets of nodes that are joined (union-find with path halving).
class Parts {
 public:
  explicit Parts(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
  [[nodiscard]] std::uint32_t of(std::uint32_t node) {
    while (parent_[node] != node) {
      node = parent_[node] = parent_[parent_[node]];
    }
    return node;
  }
  void join(std::uint32_t a, std::uint32_t b) { parent_[of(a)] = of(b); }

 private:
  std::vector<std::uint32_t> parent_;
};

[[nodiscard]] double length_km(const Run& run, const OsmRoads& roads) {
  double sum_km = 0;
  for (std::size_t i = 1; i < run.nodes.size(); ++i) {
    sum_km += distance_km(roads.positions[run.nodes[i - 1]], roads.positions[run.nodes[i]]);
  }
  return sum_km;
}

/// Leaves the runs of the largest part, and says what was left out.
void keep_largest_part(std::vector<Run>& runs, const OsmRoads& roads, std::vector<std::string>& warnings) {
  Parts parts(roads.positions.size());
  for (const Run& run : runs) {
    for (const std::uint32_t node : run.nodes) {
      parts.join(run.nodes.front(), node);
    }
  }
  std::map<std::uint32_t, double> lengths_km;
  double total_km = 0;
  for (const Run& run : runs) {
    const double run_km = length_km(run, roads);
    lengths_km[parts.of(run.nodes.front())] += run_km;
    total_km += run_km;
  }
  const auto largest = std::ranges::max_element(lengths_km, {}, [](const auto& entry) { return entry.second; });
  std::erase_if(runs, [&](const Run& run) { return parts.of(run.nodes.front()) != largest->first; });
  if (lengths_km.size() > 1) {
    const std::size_t count = lengths_km.size() - 1;
    warnings.push_back(fmt::format("{} part{} of {:.1f} km in all {} not joined to the largest and left out", count,
                                   count == 1 ? "" : "s", total_km - largest->second, count == 1 ? "is" : "are"));
  }
}

/// Finds the node nearest to a place among those in use. Nodes lie in bands of latitude as wide as the greatest
/// distance asked for, by longitude, so that three short stretches of bands hold all that may be near.
class NearestNode {
 public:
  NearestNode(const std::vector<int>& uses, const OsmRoads& roads, double greatest_km)
      : roads_(&roads), greatest_km_(greatest_km), reach_rad_(greatest_km / network::earth_radius_km) {
    for (std::uint32_t node = 0; node < uses.size(); ++node) {
      if (uses[node] > 0) {
        bands_[band(roads.positions[node])].push_back(node);
      }
    }
    for (auto& [number, nodes] : bands_) {
      std::ranges::sort(nodes, {}, [this](std::uint32_t node) { return std::pair(longitude_deg(node), node); });
    }
  }

  /// The lower of two nodes that are equally near.
  [[nodiscard]] std::uint32_t to(const Position& place) const {
    const double reach_deg = longitude_reach_deg(place);
    std::pair<double, std::uint32_t> best{greatest_km_, no_node};
    for (long number = band(place) - 1; number <= band(place) + 1; ++number) {
      const auto nodes = bands_.find(number);
      if (nodes == bands_.end()) {
        continue;
      }
      auto node = std::ranges::lower_bound(nodes->second, place.longitude_deg - reach_deg, {},
                                           [this](std::uint32_t i) { return longitude_deg(i); });
      for (; node != nodes->second.end() && longitude_deg(*node) <= place.longitude_deg + reach_deg; ++node) {
        best = std::min(best, std::pair(distance_km(place, roads_->positions[*node]), *node));
      }
    }
    return best.second;
  }

 private:
  [[nodiscard]] double longitude_deg(std::uint32_t node) const { return roads_->positions[node].longitude_deg; }

  [[nodiscard]] long band(const Position& place) const {
    constexpr double least_deg = 0.001;
    return std::lround(std::floor(place.latitude_deg / std::max(degrees(reach_rad_), least_deg)));
  }

  /// How far to the east and west of a place something within reach may lie: all around the Earth where the reach holds
  /// a pole or passes the 180th meridian.
  [[nodiscard]] double longitude_reach_deg(const Position& place) const {
    constexpr double all_around_deg = 360;
    constexpr double rounding = 1.000001;
    const double widest = std::sin(reach_rad_) / std::cos(place.latitude_deg * std::numbers::pi / 180);
    if (reach_rad_ > std::numbers::pi / 2 || widest >= 1) {
      return all_around_deg;
    }
    const double reach_deg = rounding * degrees(std::asin(widest));
    return std::abs(place.longitude_deg) + reach_deg > 180 ? all_around_deg : reach_deg;
  }

  [[nodiscard]] static double degrees(double radians) { return radians * 180 / std::numbers::pi; }

  const OsmRoads* roads_;
  double greatest_km_;
  double reach_rad_;
  std::map<long, std::vector<std::uint32_t>> bands_;
};

using Names = std::map<std::uint32_t, std::string>;

/// The names that places give to nodes: the higher place first, and each name and each node once.
[[nodiscard]] Names place_names(const OsmRoads& roads, const std::vector<int>& uses, const OsmOptions& options,
                                std::vector<std::string>& warnings) {
  const NearestNode nearest_node(uses, roads, options.place_distance_km);
  const auto wanted = [&](const OsmPlace& place) {
    return std::ranges::find(options.wanted_places, place.name) != options.wanted_places.end();
  };
  std::vector<OsmPlace> places = roads.places;
  std::stable_partition(places.begin(), places.end(), wanted);
  Names names;
  std::set<std::string> found;
  NamesInUse taken;
  std::size_t far = 0;
  for (const OsmPlace& place : places) {
    const bool inside = !options.box || options.box->holds(place.position);
    const std::uint32_t node = inside ? nearest_node.to(place.position) : no_node;
    far += inside && node == no_node ? 1 : 0;
    if (node == no_node || (wanted(place) && found.contains(place.name))) {
      continue;
    }
    const auto [entry, fresh] = names.try_emplace(node, place.name);
    if (!fresh) {
      warnings.push_back(
          fmt::format("{} lies at the same node as {}, which keeps its name", place.name, entry->second));
    } else if (!found.insert(place.name).second) {
      entry->second = fmt::format("{} ({})", place.name, place.id);
    }
    if (fresh) {
      entry->second = taken.take(entry->second);
    }
  }
  if (far > 0) {
    warnings.push_back(fmt::format("{} named place{} no road within {} km and {} left out", far,
                                   far == 1 ? " has" : "s have", options.place_distance_km, far == 1 ? "is" : "are"));
  }
  return names;
}

/// Cuts the runs where they meet, end or pass a place. A ring with one such node is cut at its middle as well, for a
/// road may not end where it starts.
[[nodiscard]] std::vector<Piece> pieces_of(const std::vector<Run>& runs, const std::vector<int>& uses,
                                           const Names& names) {
  std::vector<Piece> pieces;
  const auto add = [&pieces](const Run& run, std::size_t first, std::size_t last) {
    const auto begin = run.nodes.begin();
    pieces.push_back({{begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last) + 1},
                      run.way->speed_kmh,
                      run.way->direction != Direction::both,
                      run.way->name});
  };
  for (const Run& run : runs) {
    std::size_t first = 0;
    for (std::size_t i = 1; i < run.nodes.size(); ++i) {
      const std::uint32_t node = run.nodes[i];
      if (i + 1 == run.nodes.size() || uses[node] > 1 || names.contains(node)) {
        if (run.nodes[first] == node) {
          const std::size_t middle = (first + i) / 2;
          add(run, first, middle);
          add(run, middle, i);
        } else {
          add(run, first, i);
        }
        first = i;
      }
    }
  }
  return pieces;
}

[[nodiscard]] RoadNetwork network_of(const std::vector<Piece>& pieces, const OsmRoads& roads, const Names& names,
                                     const std::string& zone) {
  RoadNetwork network;
  NamesInUse taken;
  for (const auto& [node, name] : names) {
    static_cast<void>(taken.take(name));
  }
  std::map<std::uint32_t, std::size_t> index;
  for (const Piece& piece : pieces) {
    index.emplace(piece.from(), 0);
    index.emplace(piece.to(), 0);
  }
  for (auto& [node, place] : index) {
    const auto name = names.find(node);
    place = network.nodes.size();
    network.nodes.push_back(
        {name == names.end() ? taken.take(fmt::format("node {}", roads.node_ids[node])) : name->second,
         roads.positions[node]});
  }
  for (const Piece& piece : pieces) {
    Road road{index[piece.from()], index[piece.to()], {}, 0, piece.speed_kmh, zone, {}, piece.oneway, piece.name};
    for (const std::uint32_t point : piece.points) {
      road.shape.push_back(roads.positions[point]);
    }
    road.length_km = length_along_km(road.shape);
    network.roads.push_back(std::move(road));
  }
  return network;
}

}  // namespace

bool Box::holds(const Position& place) const {
  return place.longitude_deg >= west_deg && place.longitude_deg <= east_deg && place.latitude_deg >= south_deg &&
         place.latitude_deg <= north_deg;
}

RoadNetwork osm_network(const OsmRoads& roads, const OsmOptions& options) {
  std::vector<std::string> warnings;
  const std::string absent = told_of_absent_nodes(roads);
  std::vector<Run> runs = runs_in(roads, options.box.value_or(Box()));
  if (runs.empty()) {
    tell_that_nothing_is_left(roads, options, absent);
  }
  if (!absent.empty()) {
    warnings.push_back(absent);
  }
  keep_largest_part(runs, roads, warnings);
  std::vector<int> uses(roads.positions.size());
  for (const Run& run : runs) {
    for (const std::uint32_t node : run.nodes) {
      ++uses[node];
    }
  }
  const Names names = place_names(roads, uses, options, warnings);
  std::vector<bool> kept(uses.size());
  for (const auto& [node, name] : names) {
    kept[node] = true;
  }
  const std::vector<Piece> pieces = contract(pieces_of(runs, uses, names), kept);
  RoadNetwork network = network_of(pieces, roads, names, options.zone);
  network.warnings = std::move(warnings);
  give_roads_names_of_their_own(network);
  warn_of_lengths(network);
  return network;
}

std::size_t node_named(const RoadNetwork& network, const std::string& name, const std::string& option) {
  const auto found = std::ranges::find(network.nodes, name, &Node::name);
  if (found != network.nodes.end()) {
    return static_cast<std::size_t>(found - network.nodes.begin());
  }
  std::vector<std::string> names;
  for (const Node& node : network.nodes) {
    names.push_back(node.name);
  }
  throw InputError(
      fmt::format("{}: there is no place {} on the roads kept{}", option, shown(name), did_you_mean(name, names)));
}

}  // namespace convoyrisk::importer
