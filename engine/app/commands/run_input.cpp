#include "app/commands/run_input.hpp"

#include <utility>

namespace convoyrisk::app {

RunInput::RunInput(scenario::Study study, std::vector<PolicyId> policies, std::optional<std::int64_t> replications)
    : compiled_(std::move(study), std::move(policies), replications), keep_(scenario().run.keep) {}

experiment::Heading RunInput::heading() const {
  return {scenario().title, scenario().costs.currency, scenario().horizon_h, compiled_.point_names(), true};
}

std::vector<results::SweptParameter> RunInput::swept() const {
  std::vector<results::SweptParameter> list;
  for (const scenario::SweptParameter& parameter : study().swept()) {
    list.push_back({parameter.path, parameter.values});
  }
  return list;
}

std::vector<results::UncertainParameter> RunInput::uncertain(std::int64_t first_draw, std::size_t draws) const {
  std::vector<results::UncertainParameter> list;
  for (const scenario::UncertainParameter& parameter : study().uncertain()) {
    list.push_back({parameter.path, parameter.unit, {}});
  }
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const std::vector<double> values = study().drawn(static_cast<std::size_t>(first_draw) + draw);
    for (std::size_t i = 0; i < list.size(); ++i) {
      list[i].values.push_back(values[i]);
    }
  }
  return list;
}

}  // namespace convoyrisk::app
