#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiment/experiment.hpp"
#include "experiment/tail_pilot.hpp"
#include "stats/weighted_counts.hpp"

namespace convoyrisk::experiment {

/// Importance sampling of the horizon's total deaths (docs/methods/tail-sampling.md).
struct TailSettings {
  std::int64_t replications = 10000;
  std::uint64_t seed = 1;
  int threads = 1;
  std::vector<PolicyId> policies;
  std::optional<int> at;  ///< deaths for which the tilts are chosen; without, far beyond what a plain run reaches
};

struct PolicyTail {
  std::string name;
  TiltChoice choice;
  stats::WeightedCounts killed_total;  ///< per replication, with weights
};

struct TailResults {
  std::int64_t replications = 0;
  std::vector<PolicyTail> policies;
};

/// Chooses a tilt for each policy by a pilot, then simulates `replications` under each policy. Neither shares a
/// replication with a plain run. Results are the same bit by bit for any number of threads. Once `stop` becomes true
/// they hold the blocks done so far.
[[nodiscard]] TailResults run_tail(const model::World& world, const TailSettings& settings,
                                   const Progress& progress = {}, const std::atomic<bool>* stop = nullptr);

/// The second half alone, with tilts that are given by policy.
[[nodiscard]] TailResults sample_tail(const model::World& world, const TailSettings& settings,
                                      const std::vector<TiltChoice>& choices, const Progress& progress = {},
                                      const std::atomic<bool>* stop = nullptr);

}  // namespace convoyrisk::experiment
