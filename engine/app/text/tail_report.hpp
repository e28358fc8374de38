#pragma once

#include <cstdint>
#include <string>

#include "experiment/tail/tail.hpp"

namespace convoyrisk::app {

struct TailHeading {
  std::string scenario_file;
  std::string title;
  double horizon_h = 0;
  std::uint64_t seed = 0;
  double confidence = 0.95;
  bool complete = true;  ///< false if the run was ended before all its replications were done
};

/// Chances of total deaths as text, readable at 80 columns. At least one replication.
[[nodiscard]] std::string tail_table(const TailHeading& heading, const experiment::TailResults& results);
/// The same as one JSON object for other programs (docs/results.md), for every number of deaths.
[[nodiscard]] std::string tail_json(const TailHeading& heading, const experiment::TailResults& results);

}  // namespace convoyrisk::app
