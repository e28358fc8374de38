#include "import/streets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace convoyrisk::importer {
namespace {

/// A place in units of 1e-7 degrees, a centimetre, by which places are told apart.
using Spot = std::pair<std::int64_t, std::int64_t>;

[[nodiscard]] Spot spot(const Position& place) {
  constexpr double per_degree = 1e7;
  const std::int64_t half_turn = 1'800'000'000;
  const std::int64_t longitude = std::llround(place.longitude_deg * per_degree);
  return {longitude == -half_turn ? half_turn : longitude, std::llround(place.latitude_deg * per_degree)};
}

[[nodiscard]] std::vector<Spot> spots(const std::vector<Position>& shape) {
  std::vector<Spot> list;
  std::ranges::transform(shape, std::back_inserter(list), spot);
  return list;
}

/// The line in that direction which comes first.
[[nodiscard]] std::vector<Spot> either_way(const std::vector<Spot>& line) {
  return std::min(line, std::vector<Spot>(line.rbegin(), line.rend()));
}

[[nodiscard]] bool alike(const Road& a, const Road& b) {
  constexpr double metre_km = 0.001;
  const double tolerance_km = metre_km + std::max(a.length_km, b.length_km) / 1000;
  return a.speed_kmh == b.speed_kmh && a.zone == b.zone && a.cover == b.cover && a.name == b.name &&
         std::abs(a.length_km - b.length_km) <= tolerance_km;
}

[[nodiscard]] double along_km(const std::vector<Position>& shape, std::size_t first, std::size_t last) {
  double sum_km = 0;
  for (std::size_t i = first; i < last; ++i) {
    sum_km += distance_km(shape[i], shape[i + 1]);
  }
  return sum_km;
}

/// The part of a line between two of its places.
[[nodiscard]] Line part(const Line& line, std::size_t first, std::size_t last, double whole_km) {
  const auto begin = line.road.shape.begin();
  const bool at_start = first == 0;
  const bool at_end = last + 1 == line.road.shape.size();
  Line found{line.place, line.road, at_start ? line.from : "", at_end ? line.to : ""};
  found.road.shape.assign(begin + static_cast<std::ptrdiff_t>(first), begin + static_cast<std::ptrdiff_t>(last) + 1);
  if (!(at_start && at_end)) {
    found.road.length_km *= along_km(line.road.shape, first, last) / whole_km;
  }
  return found;
}

}  // namespace

std::vector<bool> first_of_each_street(std::vector<Road*> roads, AlikeWarnings& told) {
  std::map<std::vector<Spot>, std::vector<std::size_t>> by_line;
  std::vector<bool> stays(roads.size(), true);
  for (std::size_t i = 0; i < roads.size(); ++i) {
    const std::vector<Spot> line = spots(roads[i]->shape);
    std::vector<std::size_t>& before = by_line[either_way(line)];
    for (const std::size_t other : before) {
      if (!alike(*roads[i], *roads[other])) {
        continue;
      }
      const bool along = spot(roads[other]->shape.front()) == line.front();
      roads[other]->oneway = roads[other]->oneway && roads[i]->oneway && along;
      stays[i] = false;
      told.add("twice", fmt::format("{} is drawn twice, as for each direction by itself, and is one road",
                                    roads[i]->name.empty() ? "a road" : roads[i]->name));
      break;
    }
    if (stays[i] && !before.empty()) {
      told.add("one line",
               fmt::format("{} runs along the line of another road with another speed, length, zone or name; "
                           "both stay",
                           roads[i]->name.empty() ? "a road" : roads[i]->name));
    }
    if (stays[i]) {
      before.push_back(i);
    }
  }
  return stays;
}

std::vector<Line> cut_where_they_meet(const std::vector<Line>& lines, const std::vector<NamedPoint>& points) {
  std::map<Spot, int> uses;
  std::set<std::vector<Spot>> counted;  // roads along one line do not cut each other
  for (const Line& line : lines) {
    const std::vector<Spot> places = spots(line.road.shape);
    for (const Spot& place : counted.insert(either_way(places)).second ? places : std::vector<Spot>()) {
      ++uses[place];
    }
  }
  for (const NamedPoint& point : points) {
    ++uses[spot(point.position)];
  }
  std::vector<Line> parts;
  for (const Line& line : lines) {
    const std::vector<Position>& shape = line.road.shape;
    const double whole_km = along_km(shape, 0, shape.size() - 1);
    std::size_t first = 0;
    for (std::size_t i = 1; i < shape.size(); ++i) {
      if (i + 1 == shape.size() || uses[spot(shape[i])] > 1) {
        parts.push_back(part(line, first, i, whole_km));
        first = i;
      }
    }
  }
  return parts;
}

}  // namespace convoyrisk::importer
