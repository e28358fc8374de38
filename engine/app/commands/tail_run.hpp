#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "scenario/study/study.hpp"

namespace convoyrisk::app {

struct TailOptions {
  std::string scenario_file;
  std::string output;     ///< empty: the scenario's name with .tail.h5, here
  std::optional<int> at;  ///< deaths for which the tilts are chosen
  int threads = 1;
  bool quiet = false;
  bool json = false;
};

/// `convoyrisk run --tail`: importance sampling of total deaths, a run and a file of its own. Ends at the blocks under
/// way once `stop` becomes true, and sets it back before it writes what there is. Returns the exit code; throws
/// InputError where the study varies anything.
int run_tail(const scenario::Study& study, const std::vector<PolicyId>& policies, const TailOptions& options,
             std::atomic<bool>& stop);

}  // namespace convoyrisk::app
