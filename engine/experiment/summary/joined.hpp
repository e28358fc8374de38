#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiment/summary/results.hpp"

namespace convoyrisk::experiment {

/// One policy at one point of some results, under the name that it has beside others.
struct JoinedPolicy {
  const Results* results;
  std::size_t point;
  std::size_t policy;
  std::string name;
};

/// Policies of several results, or of several points of one, as if they were those of one run at one point: paired
/// replication by replication. The results have the same blocks, and hold the outcomes of all their replications; of
/// legs nothing is told.
[[nodiscard]] Results joined(const std::vector<JoinedPolicy>& policies);

/// Whether results hold the outcomes of all their replications.
[[nodiscard]] bool hold_outcomes(const Results& results);

}  // namespace convoyrisk::experiment
