#include <algorithm>

#include "scenario/format/format.hpp"
#include "scenario/text/values.hpp"

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
          plain.write,
          [plain, greatest](Schema& schema) {
            plain.schema(schema);
            bounds(schema, -greatest, greatest);
          }};
}

/// The zone of a name, made known where it is new.
[[nodiscard]] ZoneId zone_named(const std::string& name, NameList& zones) {
  const auto found = zones.find(name);
  if (!found) {
    zones.add(name);
  }
  return ZoneId(found.value_or(zones.names.size() - 1));
}

[[nodiscard]] Value zone(ZoneId& target, NameList& zones) {
  return scalar([&target, &zones](const std::string& name) { target = zone_named(name, zones); },
                [&target, &zones] { return target.valid() ? zones.names.at(target.index()) : std::string(); },
                name_of(zones.what), true);
}

constexpr double greatest_latitude = 90;
constexpr double greatest_longitude = 180;

}  // namespace

void describe(Form& form, spec::Node& node) {
  form.required("lat", degrees(node.latitude_deg, greatest_latitude), "Latitude in degrees");
  form.required("lon", degrees(node.longitude_deg, greatest_longitude), "Longitude in degrees");
}

/// A length of 0 and an empty name stand for the defaults, which complete() puts in their place.
void describe(Form& form, spec::Road& road) {
  const NameList& nodes = form.names().nodes;
  form.defaulted("name", text(road.name), "Name of the road (left out: FROM - TO)");
  form.required("from", reference(road.from, nodes), "Where it starts");
  form.required("to", reference(road.to, nodes), "Where it ends; another node than `from`");
  form.defaulted("length", quantity(road.length_km, Dimension::kilometres, Range::positive),
                 "Length of the road (left out: that of the great circle)");
  form.required("speed", quantity(road.speed_kmh, Dimension::kmh, Range::positive), "Speed on the road");
  form.defaulted("zone", zone(road.zone, form.names().zones), "Zone of the road, a name of your own");
  if (!road.zone.valid()) {
    road.zone = zone_named("", form.names().zones);
  }
  form.defaulted("cover", share(road.cover), "Share of cover beside the road");
  form.defaulted("oneway", flag(road.oneway), "Open to convoys from `from` to `to` alone");
}

void describe(Form& form, spec::Network& network) {
  Names& names = form.names();
  form.defaulted("segment", quantity(network.segment_km, Dimension::kilometres, Range::positive),
                 "Greatest length of a segment");
  std::string file;
  form.elsewhere("file", text(file), "GeoJSON file with the nodes and roads, relative to the scenario's folder",
                 {"nodes", "roads"});
  form.required("nodes", named_map(network.nodes, names), "Places, by name");
  form.declare(names.nodes, "nodes", network.nodes);
  form.required("roads", list(network.roads, [&names](spec::Road& road) { return block(road, names); }),
                "Roads between nodes");
  names.zones.complete = form.readable("roads") && form.items_readable("roads", "zone");
  network.zones = names.zones.names;
}

}  // namespace convoyrisk::scenario
