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
  if (policy.patrols) {
    cost += price.patrol_visit * static_cast<double>(covered_zones(scenario, policy.patrols->zones)) *
            scenario.horizon_h / policy.patrols->interval_h;
  }
  if (policy.surveillance_detect) {
    cost += price.surveillance_day * days;
  }
  if (policy.tip_rate_per_h) {
    cost += price.intelligence_day * days;
  }
  if (policy.crackdown) {
    cost += price.crackdown_day * days;
  }
  if (policy.reaction_force) {
    cost += price.reaction_base_day * static_cast<double>(policy.reaction_force->bases.size()) * days;
  }
  for (const spec::Guards& guards : policy.guards) {
    cost += price.guard_day * guards.added * days;
  }
  return cost;
}

}  // namespace convoyrisk::model
