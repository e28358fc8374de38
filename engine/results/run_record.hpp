#pragma once

#include <string>
#include <vector>

#include "experiment/summary/summary.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::results {

/// A parameter that a sweep sets, and its values by point, as they are written in a scenario.
struct SweptParameter {
  std::string path;
  std::vector<std::string> values;
};

/// A parameter that is not known, and its values by draw, in `units`; of words the number of the choice.
struct UncertainParameter {
  std::string path;
  std::string units;
  std::vector<double> values;
};

/// All that goes into a result file, save what is known of the program itself. How the run was executed is no part of
/// it: equal records give equal bytes.
struct RunRecord {
  const spec::Scenario& scenario;
  std::string scenario_text;  ///< the file as it was read
  std::string resolved_yaml;  ///< every value in force, overrides included, but not how many replications
  const experiment::Plan& plan;
  const experiment::Results& results;         ///< at least one replication
  const experiment::Summary& summary;         ///< of these results
  std::vector<SweptParameter> swept;          ///< none: no sweep, and no axis `point`
  std::vector<UncertainParameter> uncertain;  ///< of the plan's draws, where it has some
  std::vector<std::string> verdicts{};        ///< by point: what the summary says of the policies, in words
};

}  // namespace convoyrisk::results
