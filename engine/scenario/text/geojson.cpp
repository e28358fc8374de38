#include "scenario/text/geojson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/nearest.hpp"
#include "base/stop.hpp"
#include "network/geojson_text.hpp"
#include "scenario/text/text_file.hpp"

namespace convoyrisk::scenario {
namespace {

using nlohmann::json;

/// A property of a road, the key of the format it stands for, and its unit there.
struct Property {
  const char* name;
  const char* key;
  enum class Type { text, number, flag } type;
  const char* unit;
};

constexpr Property road_properties[] = {
    {"name", "name", Property::Type::text, ""},
    {"from", "from", Property::Type::text, ""},
    {"to", "to", Property::Type::text, ""},
    {"length_km", "length", Property::Type::number, " km"},
    {"speed_kmh", "speed", Property::Type::number, " km/h"},
    {"zone", "zone", Property::Type::text, ""},
    {"cover", "cover", Property::Type::number, ""},
    {"oneway", "oneway", Property::Type::flag, ""},
};

/// The member of an object, nullptr where it is not there or null.
[[nodiscard]] const json* member(const json& object, const char* name) {
  const auto found = object.find(name);
  return !object.is_object() || found == object.end() || found->is_null() ? nullptr : &*found;
}

[[nodiscard]] std::string text_member(const json& object, const char* name) {
  const json* value = object.is_object() ? member(object, name) : nullptr;
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

class Features {
 public:
  Features(std::string file, Problems& problems) : file_(std::move(file)), problems_(&problems) {}

  [[nodiscard]] Node take_nodes() { return std::move(nodes_); }
  [[nodiscard]] Node take_roads() { return std::move(roads_); }

  void read(const json& feature, std::size_t index) {
    heed_stop();
    const json none = json::object();
    const json* const properties = feature.is_object() ? member(feature, "properties") : nullptr;
    const json& known = properties != nullptr && properties->is_object() ? *properties : none;
    place_ = {problems_->add_source(fmt::format("{}: features[{}]{}", file_, index, title(known))), 0, 0};
    const json* const geometry = feature.is_object() ? member(feature, "geometry") : nullptr;
    const json& shape = geometry == nullptr ? none : *geometry;
    const std::string type = text_member(shape, "type");
    if (type == "LineString" || is_single_line(shape)) {
      add_road(known);
    } else if (type == "Point") {
      add_node(known, shape);
    } else {
      problems_->error(
          place_, "",
          type.empty() ? "has no geometry" : "must be a LineString or a Point, not " + shown(type) + remedy);
    }
  }

  /// Warns of names of properties that are like one that is read, and not it.
  void tell_of_names() const {
    for (const auto& [name, meant] : misspelled_) {
      problems_->warning(meant.place, "",
                         fmt::format("the property {} is not read; did you mean {}?", shown(name), shown(meant.name)));
    }
  }

 private:
  static constexpr const char* remedy = "; 'convoyrisk import geojson' makes a network of other files";

  /// As QGIS writes the lines of a network that was edited in it.
  [[nodiscard]] static bool is_single_line(const json& shape) {
    const json* const lines = member(shape, "coordinates");
    return text_member(shape, "type") == "MultiLineString" && lines != nullptr && lines->is_array() &&
           lines->size() == 1;
  }

  [[nodiscard]] static std::string title(const json& properties) {
    std::string name = text_member(properties, "name");
    if (name.empty() && properties.contains("from") && properties.contains("to")) {
      name = text_member(properties, "from") + " - " + text_member(properties, "to");
    }
    return name.empty() ? "" : " " + shown(name);
  }

  void add_road(const json& properties) {
    Node road = Node::map(place_);
    for (const Property& property : road_properties) {
      if (const json* const value = member(properties, property.name)) {
        road.add(property.key, convert(*value, property));
      }
    }
    see_names(properties);
    roads_.items.push_back(std::move(road));
  }

  /// Nearer than names that are others by right, such as note and name: a letter or two, or without the unit.
  [[nodiscard]] static bool is_misspelled(std::string_view found, std::string_view name) {
    constexpr std::size_t long_name = 6;
    constexpr std::size_t without_unit = 5;
    return edit_distance(found, name) <= (found.size() < long_name ? 1U : 2U) ||
           (found.size() >= without_unit && name.starts_with(found));
  }

  void see_names(const json& properties) {
    std::vector<std::string> free;
    for (const Property& property : road_properties) {
      if (!properties.contains(property.name)) {
        free.emplace_back(property.name);
      }
    }
    for (const auto& entry : properties.items()) {
      const bool read = std::ranges::any_of(
          road_properties, [&entry](const Property& property) { return entry.key() == property.name; });
      if (!read && !misspelled_.contains(entry.key())) {
        const auto meant =
            std::ranges::find_if(free, [&entry](const std::string& name) { return is_misspelled(entry.key(), name); });
        if (meant != free.end()) {
          misspelled_[entry.key()] = {place_, *meant};
        }
      }
    }
  }

  [[nodiscard]] Node convert(const json& value, const Property& property) {
    switch (property.type) {
      case Property::Type::text:
        if (value.is_string()) {
          return Node::scalar(value.get<std::string>(), place_);
        }
        return fail(property.name, "must be a text, not " + value.dump());
      case Property::Type::number:
        if (value.is_number()) {
          return Node::scalar(fmt::format("{}{}", value.get<double>(), property.unit), place_);
        }
        return fail(property.name, "must be a number, not " + value.dump() + remedy);
      case Property::Type::flag:
        if (value.is_boolean()) {
          return Node::scalar(value.get<bool>() ? "true" : "false", place_);
        }
        return fail(property.name, "must be true or false, not " + value.dump() + remedy);
    }
    return {};
  }

  void add_node(const json& properties, const json& geometry) {
    const std::string name = text_member(properties, "name");
    if (name.empty()) {
      problems_->error(place_, "name", member(properties, "name") == nullptr ? "is missing" : "must be a text");
      nodes_.kind = Node::Kind::broken;
      return;
    }
    const json* const coordinates = member(geometry, "coordinates");
    const auto is_number = [](const json& value) { return value.is_number(); };
    if (coordinates == nullptr || !coordinates->is_array() || coordinates->size() < 2 ||
        !std::ranges::all_of(*coordinates, is_number)) {
      nodes_.add(name, fail("coordinates", "must be [longitude, latitude]"));
      return;
    }
    Node node = Node::map(place_);
    node.add("lat", Node::scalar(fmt::format("{}", coordinates->at(1).get<double>()), place_));
    node.add("lon", Node::scalar(fmt::format("{}", coordinates->at(0).get<double>()), place_));
    nodes_.add(name, std::move(node));
  }

  [[nodiscard]] Node fail(const std::string& property, const std::string& what) {
    problems_->error(place_, property, what);
    return Node::broken(place_);
  }

  std::string file_;
  Problems* problems_;
  Place place_;
  Node nodes_ = Node::map();
  Node roads_ = Node::list();
  struct Meant {
    Place place;  ///< of the first
    std::string name;
  };
  std::map<std::string, Meant> misspelled_;  ///< properties by the name they have
};

[[nodiscard]] std::optional<json> parse(const std::string& text, std::size_t source, Problems& problems) {
  try {
    return network::parse_geojson(text);
  } catch (const network::JsonError& error) {
    const TextPlace place = error.place().value_or(TextPlace{0, 0});
    problems.error({source, place.line, place.column}, "", error.what());
  }
  return std::nullopt;
}

struct Parts {
  Node nodes;
  Node roads;
};

[[nodiscard]] std::optional<Parts> read_file(const std::string& file, const std::string& text, Problems& problems) {
  const std::size_t source = problems.add_source(file);
  const std::optional<json> document = parse(text, source, problems);
  if (!document) {
    return std::nullopt;
  }
  const json* const features = document->is_object() ? member(*document, "features") : nullptr;
  if (text_member(*document, "type") != "FeatureCollection" || features == nullptr || !features->is_array()) {
    problems.error({source, 0, 0}, "", "is not a GeoJSON FeatureCollection");
    return std::nullopt;
  }
  Features reader(file, problems);
  for (std::size_t i = 0; i < features->size(); ++i) {
    reader.read(features->at(i), i);
  }
  reader.tell_of_names();
  return Parts{reader.take_nodes(), reader.take_roads()};
}

[[nodiscard]] std::optional<Parts> load(const Node& file, const std::filesystem::path& directory, Problems& problems) {
  const std::string path = "network.file";
  if (file.kind != Node::Kind::scalar || file.text.empty()) {
    problems.error(file.place, path, "must name a GeoJSON file");
    return std::nullopt;
  }
  const std::filesystem::path name = directory / file.text;
  const std::optional<std::string> text = read_text_file(name);
  if (!text) {
    // Who copied a scenario to another folder left its network behind.
    problems.error(file.place, path,
                   shown(file.text) + " cannot be read; it is looked for from the folder of the scenario");
    return std::nullopt;
  }
  return read_file(name.string(), *text, problems);
}

}  // namespace

void inline_network(Node& root, const std::filesystem::path& directory, Problems& problems) {
  Node* const network = root.find("network");
  const Node* const file = network == nullptr ? nullptr : std::as_const(*network).find("file");
  if (file == nullptr) {
    return;
  }
  const Place place = file->place;
  std::optional<Parts> parts;
  const bool both = network->find("nodes") != nullptr || network->find("roads") != nullptr;
  if (both) {
    problems.error(place, "network.file", "stands beside nodes and roads, only one of them may");
  } else {
    parts = load(*file, directory, problems);
  }
  std::erase_if(network->entries, [&](const Node::Entry& entry) {
    return entry.key == "file" || entry.key == "nodes" || entry.key == "roads";
  });
  if (parts) {
    parts->nodes.place = place;
    parts->roads.place = place;
  }
  network->add("nodes", parts ? std::move(parts->nodes) : Node::broken(place));
  network->add("roads", parts ? std::move(parts->roads) : Node::broken(place));
}

}  // namespace convoyrisk::scenario
