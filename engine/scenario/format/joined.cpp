#include "scenario/format/joined.hpp"

#include <utility>
#include <vector>

namespace convoyrisk::scenario {
namespace {

/// Calls `act` with each list of entries of a policy and the same list of another.
template <class First, class Second, class Act>
void for_each_measure(First& first, Second& second, Act act) {
  act(first.escort, second.escort);
  act(first.vehicles, second.vehicles);
  act(first.schedule, second.schedule);
  act(first.routing, second.routing);
  act(first.consolidate, second.consolidate);
  act(first.split, second.split);
  act(first.airlift, second.airlift);
  act(first.guards, second.guards);
  act(first.patrols, second.patrols);
  act(first.surveillance, second.surveillance);
  act(first.intelligence, second.intelligence);
  act(first.crackdown, second.crackdown);
  act(first.sanctuary, second.sanctuary);
  act(first.reaction_force, second.reaction_force);
  act(first.postures, second.postures);
}

}  // namespace

void join_policies(spec::Scenario& scenario) {
  for (spec::Policy& policy : scenario.policies) {
    policy.extra_cost_per_day = policy.own_cost_per_day;
    for (const PolicyId id : policy.with) {
      if (!id.valid() || id.index() >= scenario.policies.size() || &scenario.policies[id.index()] == &policy) {
        continue;
      }
      const spec::Policy& other = scenario.policies[id.index()];
      policy.extra_cost_per_day += other.own_cost_per_day;
      for_each_measure(policy, other, [](auto& into, const auto& from) {
        for (const auto& entry : from) {
          if (!entry.joined) {
            into.push_back(entry);
            into.back().joined = true;
          }
        }
      });
    }
  }
}

void part_policies(spec::Scenario& scenario) {
  for (spec::Policy& policy : scenario.policies) {
    policy.extra_cost_per_day = policy.own_cost_per_day;
    for_each_measure(policy, policy, [](auto& entries, const auto& /*same*/) {
      std::erase_if(entries, [](const auto& entry) { return entry.joined; });
    });
  }
}

}  // namespace convoyrisk::scenario
