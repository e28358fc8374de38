#include "import/osm_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <osmium/handler.hpp>
#include <osmium/io/any_input.hpp>
#include <osmium/osm/node.hpp>
#include <osmium/osm/way.hpp>
#include <osmium/visitor.hpp>
#include <span>
#include <stdexcept>
#include <utility>

#include "base/error.hpp"
#include "base/input_file.hpp"
#include "base/printable.hpp"
#include "import/foreign_format.hpp"
#include "import/josm_deletions.hpp"

namespace convoyrisk::importer {
namespace {

/// Kinds of settlement, in order of rank.
constexpr std::array<std::string_view, 10> settlements{
    "city", "town", "village", "hamlet", "suburb", "quarter", "isolated_dwelling", "locality", "neighbourhood", "farm"};

[[nodiscard]] std::string_view tag(const osmium::OSMObject& object, const char* key) {
  return object.tags().get_value_by_key(key, "");
}

/// Keys and values stand one after the other, each ended by a zero byte. One within a text, as binary extracts may
/// hold, would have the last of them read beyond its end.
void expect_whole_tags(const osmium::OSMObject& object) {
  const osmium::TagList& tags = object.tags();
  const std::span bytes = std::span(tags.data(), tags.byte_size()).subspan(sizeof(osmium::TagList));
  if (std::ranges::count(bytes, 0) % 2 != 0) {
    throw std::runtime_error("a tag holds a zero byte");
  }
}

/// Ways with the ids of their nodes, which become indices once all are known.
class Ways : public osmium::handler::Handler {
 public:
  Ways(RoadRules& rules, const Deletions& deletions) : rules_(&rules), deletions_(&deletions) {}

  // The names of handlers are libosmium's.
  void way(const osmium::Way& way) {
    expect_whole_tags(way);
    const std::string_view highway = tag(way, "highway");
    const std::optional<double> usual_kmh = rules_->classes(highway);
    if (!usual_kmh || way.nodes().size() < 2 || !way.visible() || deletions_->ways.contains(way.id())) {
      return;
    }
    const auto direction = drivable_direction([&way](const std::string& key) { return tag(way, key.c_str()); });
    if (!direction) {
      return;
    }
    std::string name = on_one_line(tag(way, "name"));
    const std::string_view ref = tag(way, "ref");
    std::string zone = rules_->zones.of_road(highway, name, ref);
    name = name.empty() ? on_one_line(ref) : name;
    const double kmh = maxspeed_kmh(tag(way, "maxspeed")).value_or(*usual_kmh);
    ways.push_back({way.id(),
                    {},
                    rules_->surfaces.lowered_kmh(kmh, tag(way, "surface"), tag(way, "tracktype")),
                    *direction,
                    std::move(name),
                    std::move(zone)});
    first.push_back(references.size());
    for (const osmium::NodeRef& node : way.nodes()) {
      references.push_back(node.ref());
      if (node.location().valid()) {
        located.emplace_back(node.ref(), Position{node.lon(), node.lat()});
      }
    }
  }

  std::vector<OsmWay> ways;
  std::vector<std::size_t> first;                          ///< of each way in `references`
  std::vector<std::int64_t> references;                    ///< ids of nodes
  std::vector<std::pair<std::int64_t, Position>> located;  ///< nodes that lie in their ways

 private:
  RoadRules* rules_;
  const Deletions* deletions_;
};

/// Puts a node where it lies, if a way uses it.
void locate(OsmRoads& roads, std::int64_t id, const Position& position) {
  const auto found = std::ranges::lower_bound(roads.node_ids, id);
  if (found != roads.node_ids.end() && *found == id) {
    const auto index = static_cast<std::size_t>(found - roads.node_ids.begin());
    roads.positions[index] = position;
    roads.known[index] = true;
  }
}

/// Places of the nodes that ways use, and settlements.
class Nodes : public osmium::handler::Handler {
 public:
  Nodes(OsmRoads& roads, const Deletions& deletions) : roads_(&roads), deletions_(&deletions) {}

  void node(const osmium::Node& node) {
    if (!node.location().valid() || !node.visible() || deletions_->nodes.contains(node.id())) {
      return;
    }
    expect_whole_tags(node);
    const Position position{node.location().lon(), node.location().lat()};
    locate(*roads_, node.id(), position);
    const std::string name = on_one_line(tag(node, "name"));
    const auto* const kind = std::ranges::find(settlements, tag(node, "place"));
    if (kind != settlements.end() && !name.empty()) {
      roads_->places.push_back({node.id(), static_cast<int>(kind - settlements.begin()), name, position});
    }
  }

 private:
  OsmRoads* roads_;
  const Deletions* deletions_;
};

template <class Handler>
void read(const osmium::io::File& file, osmium::osm_entity_bits::type kinds, Handler& handler) {
  osmium::io::Reader reader(file, kinds, osmium::io::read_meta::no);
  osmium::apply(reader, handler);
  reader.close();
}

/// Sorts by id, and leaves the first of those that extracts put together hold twice.
template <class Object>
void remove_repeated(std::vector<Object>& objects) {
  std::ranges::stable_sort(objects, {}, &Object::id);
  const auto same_id = [](const Object& a, const Object& b) { return a.id == b.id; };
  objects.erase(std::unique(objects.begin(), objects.end(), same_id), objects.end());
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
  remove_repeated(roads.ways);
  roads.positions.resize(roads.node_ids.size());
  roads.known.resize(roads.node_ids.size());
  for (const auto& [id, position] : read.located) {
    locate(roads, id, position);
  }
  return roads;
}

[[nodiscard]] std::string start_of(const std::filesystem::path& file) {
  constexpr std::size_t enough = 4096;
  std::string text(enough, '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(text.data(), static_cast<std::streamsize>(enough));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

OsmRoads read_osm(const std::filesystem::path& file, RoadRules& rules) {
  if (const std::string reason = reason_against_reading(file); !reason.empty()) {
    throw InputError(fmt::format("{}: cannot be read: {}", file.string(), reason));
  }
  refuse_foreign_format(start_of(file), file, "OpenStreetMap data");
  try {
    const osmium::io::File source(std::filesystem::absolute(file).string());  // a name such as http:x would be fetched
    if (source.has_multiple_object_versions()) {
      throw InputError(fmt::format("{}: holds changes or a history, not the roads of one day", file.string()));
    }
    const Deletions deletions = josm_deletions(file);
    Ways ways(rules, deletions);
    read(source, osmium::osm_entity_bits::way, ways);
    OsmRoads roads = indexed(std::move(ways));
    Nodes nodes(roads, deletions);
    read(source, osmium::osm_entity_bits::node, nodes);
    remove_repeated(roads.places);
    std::ranges::sort(roads.places, {}, [](const OsmPlace& place) { return std::pair(place.rank, place.id); });
    return roads;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& error) {  // libosmium throws kinds of its own and std::system_error
    throw InputError(fmt::format("{}: cannot be read as OpenStreetMap data (.osm, .osm.bz2, .osm.pbf): {}",
                                 file.string(), error.what()));
  }
}

}  // namespace convoyrisk::importer
