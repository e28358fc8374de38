#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "experiment/results.hpp"
#include "model/world.hpp"

namespace convoyrisk::experiment {

struct Settings {
  std::int64_t replications = 10000;
  std::uint64_t seed = 1;
  int threads = 1;
  std::vector<PolicyId> policies;  ///< the first is the baseline of the comparisons
  bool keep_outcomes = true;       ///< whether PolicyResults::values are kept
};

/// How many threads the machine has for us.
[[nodiscard]] int default_threads();

/// Called from one thread at a time, in order, with the replications done so far.
using Progress = std::function<void(std::int64_t done)>;

/// Runs every policy on every replication. Blocks of replications are simulated in parallel and merged in order of
/// index, so that the results are the same bit by bit for any number of threads. Policies are interleaved within a
/// block. Once `stop` becomes true no further block is begun and the results hold those before it.
[[nodiscard]] Results run_experiment(const model::World& world, const Settings& settings, const Progress& progress = {},
                                     const std::atomic<bool>* stop = nullptr);

}  // namespace convoyrisk::experiment
