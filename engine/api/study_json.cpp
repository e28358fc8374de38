#include "api/study_json.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/kept_variables.hpp"
#include "api/trace_output.hpp"
#include "experiment/summary/block.hpp"
#include "experiment/summary/tail_summaries.hpp"
#include "model/history/outcome.hpp"

namespace convoyrisk::api {
namespace {

using Json = nlohmann::ordered_json;

template <class Items>
Json names_in(const Items& items) {
  Json names = Json::array();
  for (const auto& item : items) {
    names.push_back(item.name);
  }
  return names;
}

Json variables_json(bool swept) {
  Json list = Json::array();
  for (const Variable& variable : variables(swept)) {
    list.push_back({{"group", variable.group},
                    {"name", variable.name},
                    {"dimensions", variable.dimensions},
                    {"units", variable.units},
                    {"long_name", variable.long_name},
                    {"whole", variable.whole}});
  }
  return list;
}

}  // namespace

std::string study_json(const CompiledStudy& compiled) {
  const spec::Scenario& scenario = compiled.scenario();
  Json policies = Json::array();
  for (const PolicyId policy : compiled.plan().policies) {
    policies.push_back(scenario.policies[policy.index()].name);
  }
  Json zones = Json::array();
  for (const spec::Road& road : scenario.network.roads) {
    zones.push_back(road.zone.valid() ? scenario.network.zones[road.zone.index()] : "");
  }
  Json kinds = Json::array();
  for (const experiment::KeptKind& kind : experiment::kept_kinds) {
    kinds.push_back(experiment::kept_name(kind));
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
                   {"roads", names_in(scenario.network.roads)},
                   {"horizon_h", scenario.horizon_h},
                   {"currency", scenario.costs.currency},
                   {"seed", compiled.plan().seed},
                   {"replications", compiled.plan().replications},
                   {"draws", compiled.plan().draws},
                   {"blocks", compiled.plan().block_count()},
                   {"thresholds", experiment::death_thresholds},
                   {"tail_outcomes", tail_outcomes},
                   {"levels", experiment::tail_levels},
                   {"start", local_time(scenario.start, 0)},
                   {"convoys", names_in(scenario.convoys)},
                   {"sites", names_in(scenario.sites)},
                   {"groups", names_in(scenario.threat.groups)},
                   {"kinds", kinds},
                   {"zones", zones},
                   {"variables", variables_json(compiled.plan().points > 1)},
                   {"warnings", warnings}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace convoyrisk::api
