#include "network/geography.hpp"
#include "scenario/format/checks.hpp"

namespace convoyrisk::scenario {
namespace {

void complete_road(const Cursor& at, const Cursor& nodes_at, const std::vector<spec::Node>& nodes, spec::Road& road) {
  if (!road.from.valid() || !road.to.valid()) {
    return;
  }
  const spec::Node& from = nodes[road.from.index()];
  const spec::Node& to = nodes[road.to.index()];
  if (road.name.empty()) {
    road.name = from.name + " - " + to.name;
  }
  const Cursor length = at["length"];
  const bool known = nodes_at.clean(from.name) && nodes_at.clean(to.name);
  if (length.exists() || !length.clean() || !known || road.from == road.to) {
    return;
  }
  road.length_km = network::great_circle_km(from.latitude_deg, from.longitude_deg, to.latitude_deg, to.longitude_deg);
  if (!(road.length_km > 0)) {
    length.error("is missing, and no distance lies between '" + from.name + "' and '" + to.name + "'");
  }
}

}  // namespace

void complete(const Cursor& root, spec::Scenario& scenario) {
  if (!root.unchanged("network")) {
    const Cursor nodes = root["network"]["nodes"];
    const Cursor roads = root["network"]["roads"];
    for (std::size_t i = 0; i < scenario.network.roads.size(); ++i) {
      complete_road(roads[i], nodes, scenario.network.nodes, scenario.network.roads[i]);
    }
  }
  for (spec::Convoy& convoy : scenario.convoys) {
    if (convoy.roster == spec::Riders(0)) {
      convoy.roster = convoy.workers;
    }
  }
}

}  // namespace convoyrisk::scenario
