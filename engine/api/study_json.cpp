#include "api/study_json.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "experiment/summary/block.hpp"
#include "experiment/summary/tail_summaries.hpp"
#include "model/history/outcome.hpp"

namespace convoyrisk::api {

std::string study_json(const CompiledStudy& compiled) {
  using Json = nlohmann::ordered_json;
  const spec::Scenario& scenario = compiled.scenario();
  Json policies = Json::array();
  for (const PolicyId policy : compiled.plan().policies) {
    policies.push_back(scenario.policies[policy.index()].name);
  }
  Json roads = Json::array();
  for (const spec::Road& road : scenario.network.roads) {
    roads.push_back(road.name);
  }
  Json outcomes = Json::array();
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    outcomes.push_back(
        {{"name", info.name}, {"units", info.units}, {"count", info.is_count}, {"description", info.description}});
  }
  Json tail_outcomes = Json::array();
  for (const model::Outcome outcome : experiment::tail_outcomes) {
    tail_outcomes.push_back(model::outcome_infos()[static_cast<std::size_t>(outcome)].name);
  }
  std::vector<std::string> warnings = compiled.study().warnings();
  const std::vector<std::string> of_draws = compiled.study().warnings_of_draws(compiled.plan().policies);
  warnings.insert(warnings.end(), of_draws.begin(), of_draws.end());
  const Json whole{{"title", scenario.title},
                   {"policies", policies},
                   {"points", compiled.point_names()},
                   {"outcomes", outcomes},
                   {"roads", roads},
                   {"horizon_h", scenario.horizon_h},
                   {"currency", scenario.costs.currency},
                   {"seed", compiled.plan().seed},
                   {"replications", compiled.plan().replications},
                   {"draws", compiled.plan().draws},
                   {"blocks", compiled.plan().block_count()},
                   {"thresholds", experiment::death_thresholds},
                   {"tail_outcomes", tail_outcomes},
                   {"levels", experiment::tail_levels},
                   {"warnings", warnings}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace convoyrisk::api
