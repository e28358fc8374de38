#pragma once

#include <string>

#include "experiment/summary/results.hpp"
#include "experiment/summary/summary.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::app {

/// The results as one JSON object for other programs (docs/results.md): plain sample means, before any control variate.
/// `severity_law`: whether all blocks were simulated with the expected numbers of attacks by their dead.
[[nodiscard]] std::string json_summary(const std::string& scenario_file, const spec::Scenario& scenario,
                                       const experiment::Results& results, const experiment::Summary& summary,
                                       bool severity_law);

}  // namespace convoyrisk::app
