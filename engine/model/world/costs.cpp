#include "model/world/costs.hpp"

#include <set>

namespace convoyrisk::model {
namespace {

std::size_t covered_zones(const spec::Scenario& scenario, const spec::Zones& zones) {
  return zones ? std::set<ZoneId>(zones->begin(), zones->end()).size() : scenario.network.zones.size();
}

}  // namespace

double fixed_cost(const spec::Scenario& scenario, const spec::Policy& policy) {
  const spec::Costs& price = scenario.costs;
  const double days = scenario.horizon_h / 24;
  double cost = policy.extra_cost_per_day * days;
  if (const auto* patrols = spec::first(policy.patrols)) {
    cost += price.patrol_visit * static_cast<double>(covered_zones(scenario, patrols->zones)) * scenario.horizon_h /
            patrols->interval_h;
  }
  if (!policy.surveillance.empty()) {
    cost += price.surveillance_day * days;
  }
  if (!policy.intelligence.empty()) {
    cost += price.intelligence_day * days;
  }
  if (!policy.crackdown.empty()) {
    cost += price.crackdown_day * days;
  }
  if (const auto* force = spec::first(policy.reaction_force)) {
    cost += price.reaction_base_day * static_cast<double>(force->bases.size()) * days;
  }
  if (const auto* added = spec::first(policy.guards)) {
    for (const spec::Guards& guards : *added) {
      cost += price.guard_day * guards.added * days;
    }
  }
  return cost;
}

}  // namespace convoyrisk::model
