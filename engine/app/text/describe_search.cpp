#include "app/text/describe_search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"
#include "model/world/world.hpp"
#include "search/plan_policy.hpp"

namespace convoyrisk::app {

/// Costs that no trip moves add up over the options of a plan, so that the base and each option alone tell them of all.
std::string describe_search(const spec::Scenario& scenario) {
  if (!scenario.search) {
    return "";
  }
  const spec::Search& search = *scenario.search;
  const search::Space space = search::space_of(search);
  std::vector<search::PlanNumber> plans{0};
  for (std::size_t lever = 0; lever < search.levers.size(); ++lever) {
    for (std::size_t option = 1; option <= search.levers[lever].options.size(); ++option) {
      plans.push_back(space.with(0, lever, static_cast<int>(option)));
    }
  }
  const model::World world(search::with_plans(scenario, space, plans));
  const double base = world.policy(PolicyId(0)).fixed_cost;
  double least = 0;
  double dearest = 0;
  std::size_t policy = 1;
  for (const spec::Lever& lever : search.levers) {
    double cheapest = 0;
    double greatest = 0;
    for (std::size_t option = 0; option < lever.options.size(); ++option) {
      const double cost = world.policy(PolicyId(policy++)).fixed_cost - base;
      cheapest = std::min(cheapest, cost);
      greatest = std::max(greatest, cost);
    }
    least += cheapest;
    dearest += greatest;
  }
  const double a_year = hours_per_year / scenario.horizon_h;
  const std::string currency = scenario.costs.currency.empty() ? "" : " " + scenario.costs.currency;
  return "\n" +
         wrapped(fmt::format("A search: {} plans of {} levers, added to '{}', for the least {}{}. They cost {} "
                             "to {}{} a year more than it does, besides what is paid by the hour on the road.",
                             grouped(space.plan_count()), search.levers.size(),
                             scenario.policies[search.base.index()].name, search.of,
                             search.budget ? fmt::format(" with {}{} a year", grouped(*search.budget), currency) : "",
                             grouped(least * a_year), grouped(dearest * a_year), currency),
                 page_width);
}

}  // namespace convoyrisk::app
