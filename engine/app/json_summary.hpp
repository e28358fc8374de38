#pragma once

#include <string>

#include "experiment/results.hpp"
#include "experiment/summary.hpp"
#include "spec/network.hpp"

namespace convoyrisk::app {

/// The results as one JSON object for other programs (docs/results.md): plain sample means, before any control variate.
[[nodiscard]] std::string json_summary(const std::string& scenario_file, const spec::Network& network,
                                       const experiment::Results& results, const experiment::Summary& summary);

}  // namespace convoyrisk::app
