#pragma once

#include <string>
#include <vector>

#include "results/reader.hpp"

namespace convoyrisk::app {

/// A result under the name of its file.
struct NamedRun {
  std::string file;
  results::StoredRun run;
};

/// The policies of two results as those of one run, paired replication by replication: this year's plan and last
/// year's. `policies` names those that are shown, all without. The first result's first policy is the baseline.
/// Throws InputError where they cannot be paired: other seeds, horizons, currencies or replications, or no outcomes.
[[nodiscard]] results::StoredRun side_by_side(const NamedRun& first, const NamedRun& second,
                                              const std::vector<std::string>& policies);

/// The points of a sweep likewise: each policy at each point. Throws InputError where there is one point.
[[nodiscard]] results::StoredRun points_side_by_side(const NamedRun& result, const std::vector<std::string>& policies);

}  // namespace convoyrisk::app
