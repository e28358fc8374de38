#pragma once

#include "experiment/run/simulate.hpp"
#include "experiment/summary/results.hpp"

namespace convoyrisk::experiment {

/// How fast replications were simulated, each under every policy.
struct Speed {
  int threads = 1;
  double replications_a_second = 0;
  double processor_seconds = 0;  ///< of one replication
  double processor_share = 0;    ///< processor time a thread had of the time that went by, at most about 1
  Results results;               ///< of what was simulated meanwhile
};

/// Simulates blocks on so many threads for about so many seconds, and for at least two blocks a thread. The clock
/// begins when every thread may have done a block, so that what is made once does not count.
[[nodiscard]] Speed measure_speed(const Plan& plan, const Worlds& worlds, const spec::Keep& keep, int threads,
                                  double seconds);

}  // namespace convoyrisk::experiment
