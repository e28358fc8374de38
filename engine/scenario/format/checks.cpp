#include "scenario/format/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "network/graph.hpp"
#include "network/routes.hpp"
#include "scenario/format/policy_checks.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

class Checker {
 public:
  Checker(const Cursor& root, const spec::Scenario& scenario) : root_(root), scenario_(scenario) {}

  void check() const {
    if (!root_.unchanged("network")) {
      check_roads();
    }
    check_convoys();
    check_policies(root_, scenario_);
    check_threat();
    check_precision();
  }

 private:
  [[nodiscard]] const std::string& node_name(NodeId node) const { return scenario_.network.nodes[node.index()].name; }

  /// Reports ends that are one node.
  static void check_ends(const Cursor& at, NodeId from, NodeId to) {
    if (from.valid() && from == to) {
      at["to"].error("is the same node as `from`");
    }
  }

  void check_roads() const {
    const Cursor at = root_["network"]["roads"];
    const std::vector<spec::Road>& roads = scenario_.network.roads;
    std::map<std::pair<NodeId, NodeId>, int> joining;
    const auto ends = [](const spec::Road& road) { return std::minmax(road.from, road.to); };
    for (const spec::Road& road : roads) {
      ++joining[ends(road)];
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < roads.size(); ++i) {
      const spec::Road& road = roads[i];
      check_ends(at[i], road.from, road.to);
      const bool unnamed = at[i].exists() && !at[i].has("name") && at[i]["name"].clean();
      const bool ambiguous = unnamed && road.from.valid() && road.to.valid() && joining[ends(road)] > 1;
      if (ambiguous) {
        at[i]["name"].error(fmt::format("is missing, as another road joins '{}' and '{}' too", node_name(road.from),
                                        node_name(road.to)));
      }
      names.push_back(ambiguous ? "" : road.name);
    }
    check_repeated_names(at, names);
  }

  void check_convoys() const {
    const Cursor at = root_["convoys"];
    const bool routes_known = root_.unchanged("network") && at.unchanged();
    if (routes_known && types_unchanged(root_, scenario_, "seats")) {
      return;
    }
    const std::optional<network::Graph> graph = routes_known ? std::nullopt : make_graph();
    for (std::size_t i = 0; i < scenario_.convoys.size(); ++i) {
      const spec::Convoy& convoy = scenario_.convoys[i];
      check_ends(at[i], convoy.from, convoy.to);
      if (graph) {
        check_route(at[i], convoy, *graph);
      }
      if (at[i]["vehicles"].clean() && at[i]["workers"].clean() && types_known(convoy)) {
        check_seats(at[i]["workers"], at[i]["vehicles"], convoy, scenario_);
      }
    }
  }

  [[nodiscard]] std::optional<network::Graph> make_graph() const {
    if (!root_["network"].clean()) {
      return std::nullopt;
    }
    std::vector<network::Link> links;
    for (const spec::Road& road : scenario_.network.roads) {
      links.push_back({road.from, road.to, road.length_km, road.speed_kmh, road.oneway});
    }
    return network::Graph(scenario_.network.nodes.size(), std::move(links));
  }

  void check_route(const Cursor& at, const spec::Convoy& convoy, const network::Graph& graph) const {
    const bool known = convoy.from.valid() && convoy.to.valid() && convoy.from != convoy.to && at["speed"].clean();
    if (known && network::fastest_routes(graph, convoy.from, convoy.to, convoy.speed_kmh, 1).empty()) {
      at["to"].error(fmt::format("no route leads from '{}' to '{}'", node_name(convoy.from), node_name(convoy.to)));
    }
  }

  [[nodiscard]] const spec::VehicleType& type(VehicleTypeId id) const { return scenario_.vehicle_types[id.index()]; }

  /// Are the types of the convoy's vehicles known and free of errors?
  [[nodiscard]] bool types_known(const spec::Convoy& convoy) const {
    const Cursor at = root_["vehicles"];
    return std::ranges::all_of(convoy.vehicles, [&](const spec::VehicleCount& vehicles) {
      return vehicles.type.valid() && at[type(vehicles.type).name].clean();
    });
  }

  static void check_weights(const Cursor& at, const std::vector<spec::Mode>& modes) {
    const auto weightless = [](const spec::Mode& mode) { return !(mode.weight > 0); };
    if (!modes.empty() && at.clean() && std::ranges::all_of(modes, weightless)) {
      at.error("the weights of all modes are 0");
    }
  }

  void check_threat() const {
    const Cursor at = root_["threat"];
    const Cursor groups = at["groups"];
    for (std::size_t i = 0; i < scenario_.threat.groups.size(); ++i) {
      const Cursor group_at = groups[i];
      const spec::Group& group = scenario_.threat.groups[i];
      check_weights(group_at["modes"], group.modes);
      for (std::size_t k = 0; k < group.tempo.size(); ++k) {
        const Cursor window = group_at["tempo"][k];
        if (window["from"].clean() && window["to"].clean() && !(group.tempo[k].to_h > group.tempo[k].from_h)) {
          window["to"].error("must be later than `from`");
        }
      }
    }
    if (scenario_.threat.background) {
      check_weights(at["background"]["modes"], scenario_.threat.background->modes);
    }
  }

  void check_precision() const {
    const Cursor at = root_["run"]["precision"];
    const bool single = at.exists() && at.node().kind == Node::Kind::map;
    for (std::size_t i = 0; i < scenario_.run.precision.size(); ++i) {
      const spec::Precision& precision = scenario_.run.precision[i];
      if (precision.policy && precision.policy->valid() && precision.policy == precision.against) {
        (single ? at : at[i])["against"].error("is the same policy as `policy`");
      }
    }
  }

  const Cursor& root_;
  const spec::Scenario& scenario_;
};

}  // namespace

void check(const Cursor& root, const spec::Scenario& scenario) { Checker(root, scenario).check(); }

}  // namespace convoyrisk::scenario
