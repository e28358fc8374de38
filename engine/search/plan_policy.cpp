#include "search/plan_policy.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/error.hpp"

namespace convoyrisk::search {
namespace {

template <class Entry>
void append(std::vector<Entry>& entries, const std::vector<Entry>& more) {
  for (const Entry& entry : more) {
    entries.push_back(entry);
    entries.back().joined = false;
  }
}

/// Puts another policy behind what there is.
void join(spec::Policy& policy, const spec::Policy& other) {
  append(policy.escort, other.escort);
  append(policy.vehicles, other.vehicles);
  append(policy.schedule, other.schedule);
  append(policy.routing, other.routing);
  append(policy.consolidate, other.consolidate);
  append(policy.split, other.split);
  append(policy.airlift, other.airlift);
  append(policy.guards, other.guards);
  append(policy.patrols, other.patrols);
  append(policy.surveillance, other.surveillance);
  append(policy.intelligence, other.intelligence);
  append(policy.crackdown, other.crackdown);
  append(policy.sanctuary, other.sanctuary);
  append(policy.reaction_force, other.reaction_force);
  append(policy.postures, other.postures);
}

/// The options that a plan takes, in the order of the levers.
[[nodiscard]] std::vector<const spec::Policy*> options_of(const spec::Search& search, const Space& space,
                                                          PlanNumber plan) {
  const std::vector<int> choice = space.choice(plan);
  std::vector<const spec::Policy*> options;
  for (std::size_t lever = 0; lever < choice.size(); ++lever) {
    if (choice[lever] > 0) {
      options.push_back(&search.levers[lever].options[static_cast<std::size_t>(choice[lever]) - 1]);
    }
  }
  return options;
}

}  // namespace

Space space_of(const spec::Search& search) {
  std::vector<int> options;
  for (const spec::Lever& lever : search.levers) {
    options.push_back(static_cast<int>(lever.options.size()));
  }
  try {
    return Space(std::move(options));
  } catch (const std::overflow_error&) {
    throw InputError("search.levers: span more plans than can be numbered; leave some out");
  }
}

std::string plan_name(const spec::Scenario& scenario, const Space& space, PlanNumber plan) {
  const spec::Search& search = *scenario.search;
  const std::string& base = scenario.policies[search.base.index()].name;
  std::string name;
  for (const spec::Policy* option : options_of(search, space, plan)) {
    name += (name.empty() ? "" : ", ") + option->name;
  }
  return name.empty() ? base + " alone" : base + " + " + name;
}

spec::Policy policy_of(const spec::Scenario& scenario, const Space& space, PlanNumber plan) {
  const spec::Search& search = *scenario.search;
  spec::Policy policy;
  for (const spec::Policy* option : options_of(search, space, plan)) {
    join(policy, *option);
    policy.own_cost_per_day += option->own_cost_per_day;
  }
  const spec::Policy& base = scenario.policies[search.base.index()];
  join(policy, base);
  policy.convoys = base.convoys;
  policy.own_cost_per_day += base.extra_cost_per_day;
  policy.extra_cost_per_day = policy.own_cost_per_day;
  policy.name = plan_name(scenario, space, plan);
  return policy;
}

spec::Scenario with_plans(const spec::Scenario& scenario, const Space& space, const std::vector<PlanNumber>& plans) {
  spec::Scenario with = scenario;
  with.policies.clear();
  for (const PlanNumber plan : plans) {
    with.policies.push_back(policy_of(scenario, space, plan));
  }
  with.run.precision.clear();
  with.search.reset();
  return with;
}

}  // namespace convoyrisk::search
