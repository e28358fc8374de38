#include "import/osm_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <osmium/handler.hpp>
#include <osmium/io/any_input.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>
#include <osmium/visitor.hpp>
#include <utility>

#include "base/error.hpp"

namespace convoyrisk::importer {
namespace {

/// Kinds of settlement, in order of rank.
constexpr std::array<std::string_view, 10> settlements{
    "city", "town", "village", "hamlet", "suburb", "quarter", "isolated_dwelling", "locality", "neighbourhood", "farm"};

[[nodiscard]] std::string_view tag(const osmium::OSMObject& object, const char* key) {
  return object.tags().get_value_by_key(key, "");
}

[[nodiscard]] bool closed(const osmium::Way& way) {
  return tag(way, "motor_vehicle") == "no" || tag(way, "access") == "no" || tag(way, "area") == "yes";
}

/// Ways with the ids of their nodes, which become indices once all are known.
class Ways : public osmium::handler::Handler {
 public:
  explicit Ways(const ClassSpeeds& speeds) : speeds_(&speeds) {}

  // The names of handlers are libosmium's.
  void way(const osmium::Way& way) {
    const std::string_view highway = tag(way, "highway");
    const std::optional<double> usual_kmh = (*speeds_)(highway);
    if (!usual_kmh || way.nodes().size() < 2 || closed(way)) {
      return;
    }
    std::string_view name = tag(way, "name");
    name = name.empty() ? tag(way, "ref") : name;
    ways.push_back({way.id(),
                    {},
                    maxspeed_kmh(tag(way, "maxspeed")).value_or(*usual_kmh),
                    direction(tag(way, "oneway"), tag(way, "junction"), highway),
                    std::string(name)});
    first.push_back(references.size());
    for (const osmium::NodeRef& node : way.nodes()) {
      references.push_back(node.ref());
    }
  }

  std::vector<OsmWay> ways;
  std::vector<std::size_t> first;        ///< of each way in `references`
  std::vector<std::int64_t> references;  ///< ids of nodes

 private:
  const ClassSpeeds* speeds_;
};

/// Places of the nodes that ways use, and settlements.
class Nodes : public osmium::handler::Handler {
 public:
  explicit Nodes(OsmRoads& roads) : roads_(&roads) {}

  void node(const osmium::Node& node) {
    if (!node.location().valid()) {
      return;
    }
    const Position position{node.location().lon(), node.location().lat()};
    const auto found = std::ranges::lower_bound(roads_->node_ids, node.id());
    if (found != roads_->node_ids.end() && *found == node.id()) {
      const auto index = static_cast<std::size_t>(found - roads_->node_ids.begin());
      roads_->positions[index] = position;
      roads_->known[index] = true;
    }
    const std::string_view name = tag(node, "name");
    const auto* const kind = std::ranges::find(settlements, tag(node, "place"));
    if (kind != settlements.end() && !name.empty()) {
      roads_->places.push_back({node.id(), static_cast<int>(kind - settlements.begin()), std::string(name), position});
    }
  }

 private:
  OsmRoads* roads_;
};

template <class Handler>
void read(const osmium::io::File& file, osmium::osm_entity_bits::type kinds, Handler& handler) {
  osmium::io::Reader reader(file, kinds, osmium::io::read_meta::no);
  osmium::apply(reader, handler);
  reader.close();
}

[[nodiscard]] OsmRoads indexed(Ways&& read) {
  OsmRoads roads;
  roads.node_ids = read.references;
  std::ranges::sort(roads.node_ids);
  roads.node_ids.erase(std::unique(roads.node_ids.begin(), roads.node_ids.end()), roads.node_ids.end());
  roads.ways = std::move(read.ways);
  read.first.push_back(read.references.size());
  for (std::size_t i = 0; i < roads.ways.size(); ++i) {
    for (std::size_t j = read.first[i]; j < read.first[i + 1]; ++j) {
      const auto found = std::ranges::lower_bound(roads.node_ids, read.references[j]);
      roads.ways[i].nodes.push_back(static_cast<std::uint32_t>(found - roads.node_ids.begin()));
    }
  }
  std::ranges::sort(roads.ways, {}, &OsmWay::id);
  roads.positions.resize(roads.node_ids.size());
  roads.known.resize(roads.node_ids.size());
  return roads;
}

}  // namespace

OsmRoads read_osm(const std::filesystem::path& file, const ClassSpeeds& speeds) {
  try {
    const osmium::io::File source(file.string());
    Ways ways(speeds);
    read(source, osmium::osm_entity_bits::way, ways);
    OsmRoads roads = indexed(std::move(ways));
    Nodes nodes(roads);
    read(source, osmium::osm_entity_bits::node, nodes);
    std::ranges::sort(roads.places, {}, [](const OsmPlace& place) { return std::pair(place.rank, place.id); });
    return roads;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {  // libosmium throws kinds of its own and std::system_error
    throw InputError(fmt::format("{}: cannot be read as OpenStreetMap data (.osm, .osm.bz2, .osm.pbf): {}",
                                 file.string(), error.what()));
  }
}

}  // namespace convoyrisk::importer
