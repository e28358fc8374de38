#include "import/geojson_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/geojson_lines.hpp"
#include "import/names.hpp"
#include "import/node_index.hpp"
#include "import/road_rules.hpp"
#include "import/streets.hpp"
#include "import/told.hpp"

namespace convoyrisk::importer {
namespace {

class GeojsonBuilder {
 public:
  GeojsonBuilder(const std::filesystem::path& file, const ImportOptions& options)
      : rules_(road_rules(options)),
        read_(read_geojson_lines(file, options, rules_)),
        options_(&options),
        index_(network_.nodes, options.snap_m / 1000) {}

  [[nodiscard]] RoadNetwork build() {
    std::vector<Line> lines = cut_where_they_meet(streets(std::move(read_.lines), told_), read_.points);
    AlikeWarnings told_before;
    for (Line& line : streets(std::move(lines), told_before)) {
      place_road(line);
    }
    name_nodes();
    told_.tell(read_.warnings);
    network_.warnings = std::move(read_.warnings);
    if (network_.roads.empty()) {
      throw InputError(read_.file + ": holds no LineString that is a road" +
                       (network_.warnings.empty() ? "" : "; " + network_.warnings.front()));
    }
    rules_.zones.finish(network_, false);
    give_roads_names_of_their_own(network_);
    warn_of_lengths(network_);
    return std::move(network_);
  }

 private:
  [[nodiscard]] static std::vector<Line> streets(std::vector<Line> lines, AlikeWarnings& told) {
    std::vector<Road*> roads;
    for (Line& line : lines) {
      roads.push_back(&line.road);
    }
    const std::vector<bool> stays = first_of_each_street(roads, told);
    std::vector<Line> left;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (stays[i]) {
        left.push_back(std::move(lines[i]));
      }
    }
    return left;
  }

  void place_road(Line& line) {
    Road& road = line.road;
    road.from = index_.at(road.shape.front());
    road.to = index_.at(road.shape.back());
    if (road.from == road.to) {
      split(line);
      return;
    }
    name(road.from, line.from, line.place);
    name(road.to, line.to, line.place);
    // Ends that were snapped meet in the node.
    road.shape.front() = network_.nodes[road.from].position;
    road.shape.back() = network_.nodes[road.to].position;
    road.length_km = road.length_km > 0 ? road.length_km : length_along_km(road.shape);
    network_.roads.push_back(std::move(road));
  }

  void split(const Line& line) {
    const std::vector<Position>& shape = line.road.shape;
    const auto middle = static_cast<std::ptrdiff_t>(shape.size() / 2);
    const std::size_t half = index_.at(shape[shape.size() / 2]);
    if (half == line.road.from) {
      told_.add("short", fmt::format("{} is shorter than --snap and left out", line.place));
      return;
    }
    for (const auto& [first, last] :
         {std::pair(shape.begin(), shape.begin() + middle + 1), std::pair(shape.begin() + middle, shape.end())}) {
      Line part{line.place, line.road, "", ""};
      part.road.shape.assign(first, last);
      part.road.length_km /= 2;
      place_road(part);
    }
  }

  void name(std::size_t node, const std::string& name, const std::string& place) {
    std::string& own = network_.nodes[node].name;
    if (!own.empty() && !name.empty() && own != name) {
      throw InputError(fmt::format("{}: {} lies at the same place as {}", place, shown(name), shown(own)));
    }
    own = own.empty() ? name : own;
  }

  void name_nodes() {
    const std::size_t count = network_.nodes.size();
    NamesInUse taken;
    for (const Node& node : network_.nodes) {
      if (taken.take(node.name) != node.name) {
        throw InputError(fmt::format("{}: the ends of roads at {} lie further apart than --snap {} m", read_.file,
                                     shown(node.name), options_->snap_m));
      }
    }
    for (const NamedPoint& point : read_.points) {
      const std::size_t node = index_.at(point.position);
      if (node < count && network_.nodes[node].name.empty()) {
        network_.nodes[node].name = taken.take(point.name);
      } else if (node >= count) {
        told_.add("point", fmt::format("{} is at the end of no road and left out", point.name));
      }
    }
    network_.nodes.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::string& name = network_.nodes[i].name;
      name = name.empty() ? taken.take(fmt::format("node {}", i + 1)) : name;
    }
  }

  RoadRules rules_;
  GeojsonLines read_;
  const ImportOptions* options_;
  RoadNetwork network_;
  NodeIndex index_;
  AlikeWarnings told_;
};

}  // namespace

RoadNetwork geojson_network(const std::filesystem::path& file, const ImportOptions& options) {
  return GeojsonBuilder(file, options).build();
}

}  // namespace convoyrisk::importer
