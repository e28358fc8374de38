#include <algorithm>

#include "scenario/format.hpp"
#include "scenario/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// A number in [-greatest, greatest].
[[nodiscard]] Value degrees(double& target, double greatest) {
  const Value plain = number(target, Range::any);
  return {[&target, plain, greatest](const Cursor& cursor) {
            plain.read(cursor);
            if (cursor.clean() && !(target >= -greatest && target <= greatest)) {
              cursor.error("must lie between " + print_quantity(-greatest, Dimension::number) + " and " +
                           print_quantity(greatest, Dimension::number) + " degrees, not " + cursor.node().text);
            }
          },
          plain.write};
}

/// The zone of a name, made known where it is new.
[[nodiscard]] ZoneId zone_named(const std::string& name, NameList& zones) {
  const auto found = std::ranges::find(zones.names, name);
  const auto index = static_cast<std::size_t>(found - zones.names.begin());
  if (found == zones.names.end()) {
    zones.names.push_back(name);
  }
  return ZoneId(index);
}

[[nodiscard]] Value zone(ZoneId& target, NameList& zones) {
  return scalar([&target, &zones](const std::string& name) { target = zone_named(name, zones); },
                [&target, &zones] { return zones.names.at(target.index()); }, true);
}

constexpr double greatest_latitude = 90;
constexpr double greatest_longitude = 180;

}  // namespace

void describe(Form& form, spec::Node& node) {
  form.required("lat", degrees(node.latitude_deg, greatest_latitude));
  form.required("lon", degrees(node.longitude_deg, greatest_longitude));
}

/// A length of 0 and an empty name stand for the defaults, which complete() puts in their place.
void describe(Form& form, spec::Road& road) {
  const NameList& nodes = form.names().nodes;
  form.defaulted("name", text(road.name));
  form.required("from", reference(road.from, nodes));
  form.required("to", reference(road.to, nodes));
  form.defaulted("length", quantity(road.length_km, Dimension::kilometres, Range::positive));
  form.required("speed", quantity(road.speed_kmh, Dimension::kmh, Range::positive));
  form.defaulted("zone", zone(road.zone, form.names().zones));
  if (!road.zone.valid()) {
    road.zone = zone_named("", form.names().zones);
  }
  form.defaulted("cover", share(road.cover));
  form.defaulted("oneway", flag(road.oneway));
}

void describe(Form& form, spec::Network& network) {
  Names& names = form.names();
  form.defaulted("segment", quantity(network.segment_km, Dimension::kilometres, Range::positive));
  form.elsewhere("file");
  form.required("nodes", named_map(network.nodes, names));
  form.declare(names.nodes, "nodes", network.nodes);
  form.required("roads", list(network.roads, [&names](spec::Road& road) { return block(road, names); }));
  names.zones.complete = form.readable("roads") && form.items_readable("roads", "zone");
  network.zones = names.zones.names;
}

}  // namespace convoyrisk::scenario
