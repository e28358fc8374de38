#include "model/world/costs.hpp"

#include <set>

#include "model/world/windows.hpp"

namespace convoyrisk::model {
namespace {

std::size_t covered_zones(const spec::Scenario& scenario, const spec::Zones& zones) {
  return zones ? std::set<ZoneId>(zones->begin(), zones->end()).size() : scenario.network.zones.size();
}

}  // namespace

double fixed_cost(const spec::Scenario& scenario, const spec::Policy& policy) {
  const spec::Costs& price = scenario.costs;
  const auto days = [&](const auto& entry) { return hours_in_force(entry.window, scenario.horizon_h) / 24; };
  double cost = policy.extra_cost_per_day * (scenario.horizon_h / 24);
  for (const auto& entry : policy.patrols) {
    cost += price.patrol_visit * static_cast<double>(covered_zones(scenario, entry.measure.zones)) *
            hours_in_force(entry.window, scenario.horizon_h) / entry.measure.interval_h;
  }
  for (const auto& entry : policy.surveillance) {
    cost += price.surveillance_day * days(entry);
  }
  for (const auto& entry : policy.intelligence) {
    cost += price.intelligence_day * days(entry);
  }
  for (const auto& entry : policy.crackdown) {
    cost += price.crackdown_day * days(entry);
  }
  for (const auto& entry : policy.reaction_force) {
    cost += price.reaction_base_day * static_cast<double>(entry.measure.bases.size()) * days(entry);
  }
  for (const auto& entry : policy.guards) {
    for (const spec::Guards& guards : entry.measure) {
      cost += price.guard_day * guards.added * days(entry);
    }
  }
  return cost;
}

}  // namespace convoyrisk::model
