#pragma once

#include <string>

#include "experiment/summary.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::results {

/// All that goes into a result file, save what is known of the program itself. How the run was executed is no part of
/// it: equal records give equal bytes.
struct RunRecord {
  const spec::Scenario& scenario;
  std::string scenario_text;           ///< the file as it was read
  std::string resolved_yaml;           ///< every value in force, overrides included
  const experiment::Results& results;  ///< at least one replication
  const experiment::Summary& summary;  ///< of these results
};

}  // namespace convoyrisk::results
