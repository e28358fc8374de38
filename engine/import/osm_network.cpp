#include "import/osm_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/contraction.hpp"
#include "import/names.hpp"
#include "import/near_places.hpp"

namespace convoyrisk::importer {
namespace {

/// What lies within the box and the corridor.
class Region {
 public:
  explicit Region(const OsmOptions& options) : box_(options.box.value_or(Box())) {
    if (options.corridor) {
      constexpr double steps = 20;
      corridor_.emplace(places_along(options.corridor->line, options.corridor->km / steps), options.corridor->km);
    }
  }
  [[nodiscard]] bool holds(const Position& place) const {
    return box_.holds(place) && (!corridor_ || corridor_->nearest_to(place));
  }

 private:
  /// Both ends of the line, and places between them at equal steps along it.
  [[nodiscard]] static std::vector<NearPlaces::Place> places_along(const std::vector<Position>& line, double step_km) {
    std::vector<NearPlaces::Place> places{{line.front(), 0}, {line.back(), 0}};
    double next_km = step_km;  // from the last vertex to the next place
    for (std::size_t i = 1; i < line.size(); ++i) {
      const Position& a = line[i - 1];
      const Position& b = line[i];
      const double length_km = distance_km(a, b);
      const double turn_deg = std::remainder(b.longitude_deg - a.longitude_deg, 360);
      for (; next_km < length_km; next_km += step_km) {
        const double share = next_km / length_km;
        const double longitude_deg = std::remainder(a.longitude_deg + share * turn_deg, 360);
        places.push_back({{longitude_deg, a.latitude_deg + share * (b.latitude_deg - a.latitude_deg)}, 0});
      }
      next_km -= length_km;
    }
    return places;
  }

  Box box_;
  std::optional<NearPlaces> corridor_;
};

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

[[nodiscard]] std::vector<Run> runs_in(const OsmRoads& roads, const Region& region) {
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
      if (!roads.known[own] || !region.holds(roads.positions[own])) {
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

/// The part that reaches a place at which a node lies.
[[nodiscard]] std::uint32_t part_at(const Position& place, const std::vector<Run>& runs, const OsmRoads& roads,
                                    Parts& parts) {
  for (const Run& run : runs) {
    for (const std::uint32_t node : run.nodes) {
      if (roads.positions[node] == place) {
        return parts.of(node);
      }
    }
  }
  return parts.of(runs.front().nodes.front());
}

/// Leaves the runs of the largest part, or of that where the corridor starts, and says what was left out.
void keep_one_part(std::vector<Run>& runs, const OsmRoads& roads, const std::optional<Corridor>& corridor,
                   std::vector<std::string>& warnings) {
  Parts parts(roads.positions.size());
  for (const Run& run : runs) {
    for (const std::uint32_t node : run.nodes) {
      parts.join(run.nodes.front(), node);
    }
  }
  using Lengths = std::map<std::uint32_t, double>;
  Lengths lengths_km;
  double total_km = 0;
  for (const Run& run : runs) {
    const double run_km = length_km(run, roads);
    lengths_km[parts.of(run.nodes.front())] += run_km;
    total_km += run_km;
  }
  const std::uint32_t kept = corridor ? part_at(corridor->line.front(), runs, roads, parts)
                                      : std::ranges::max_element(lengths_km, {}, &Lengths::value_type::second)->first;
  std::erase_if(runs, [&](const Run& run) { return parts.of(run.nodes.front()) != kept; });
  if (lengths_km.size() > 1) {
    const std::size_t count = lengths_km.size() - 1;
    warnings.push_back(fmt::format("{} part{} of {:.1f} km in all {} not joined to {} and left out", count,
                                   count == 1 ? "" : "s", total_km - lengths_km[kept], count == 1 ? "is" : "are",
                                   corridor ? "the way within the corridor" : "the largest"));
  }
}

using Names = std::map<std::uint32_t, std::string>;

[[nodiscard]] NearPlaces nodes_in_use(const OsmRoads& roads, const std::vector<int>& uses, double greatest_km) {
  std::vector<NearPlaces::Place> nodes;
  for (std::uint32_t node = 0; node < uses.size(); ++node) {
    if (uses[node] > 0) {
      nodes.push_back({roads.positions[node], node});
    }
  }
  return {nodes, greatest_km};
}

/// The names that places give to nodes: the higher place first, and each name and each node once.
[[nodiscard]] Names place_names(const OsmRoads& roads, const std::vector<int>& uses, const OsmOptions& options,
                                const Region& region, std::vector<std::string>& warnings) {
  const NearPlaces nodes = nodes_in_use(roads, uses, options.place_distance_km);
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
    const bool inside = region.holds(place.position) || (options.corridor && wanted(place));
    const auto node = inside ? nodes.nearest_to(place.position) : std::nullopt;
    far += inside && !node ? 1 : 0;
    if (!node || (wanted(place) && found.contains(place.name))) {
      continue;
    }
    const auto [entry, fresh] = names.try_emplace(*node, place.name);
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

[[nodiscard]] std::vector<Position> line_of(const Piece& piece, const OsmRoads& roads) {
  std::vector<Position> line;
  std::ranges::transform(piece.points, std::back_inserter(line),
                         [&roads](std::uint32_t point) { return roads.positions[point]; });
  return line;
}

/// Cuts the runs where they meet, end or pass a place. A ring with one such node is cut at its middle as well, for a
/// road may not end where it starts.
[[nodiscard]] std::vector<Piece> pieces_of(const std::vector<Run>& runs, const std::vector<int>& uses,
                                           const Names& names, const OsmRoads& roads, Zoning& zones) {
  std::vector<Piece> pieces;
  const auto add = [&](const Run& run, std::size_t first, std::size_t last) {
    const auto begin = run.nodes.begin();
    pieces.push_back({{begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last) + 1},
                      run.way->speed_kmh,
                      run.way->direction != Direction::both,
                      run.way->name,
                      run.way->zone});
    if (Piece& piece = pieces.back(); piece.zone.empty()) {
      piece.zone = zones.of_line(line_of(piece, roads), piece.name.empty() ? "a road" : piece.name);
    }
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

[[nodiscard]] RoadNetwork network_of(const std::vector<Piece>& pieces, const OsmRoads& roads, const Names& names) {
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
    Road road{index[piece.from()], index[piece.to()], line_of(piece, roads), 0, piece.speed_kmh, piece.zone, {},
              piece.oneway,        piece.name};
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

RoadNetwork osm_network(const OsmRoads& roads, const OsmOptions& options, Zoning zones) {
  std::vector<std::string> warnings;
  const std::string absent = told_of_absent_nodes(roads);
  const Region region(options);
  std::vector<Run> runs = runs_in(roads, region);
  if (runs.empty()) {
    tell_that_nothing_is_left(roads, options, absent);
  }
  if (!absent.empty()) {
    warnings.push_back(absent);
  }
  keep_one_part(runs, roads, options.corridor, warnings);
  std::vector<int> uses(roads.positions.size());
  for (const Run& run : runs) {
    for (const std::uint32_t node : run.nodes) {
      ++uses[node];
    }
  }
  const Names names = place_names(roads, uses, options, region, warnings);
  std::vector<bool> kept(uses.size());
  for (const auto& [node, name] : names) {
    kept[node] = true;
  }
  const std::vector<Piece> pieces = contract(pieces_of(runs, uses, names, roads, zones), kept);
  RoadNetwork network = network_of(pieces, roads, names);
  network.warnings = std::move(warnings);
  zones.finish(network, true);
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
