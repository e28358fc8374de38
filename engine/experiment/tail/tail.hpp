#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/tail/tail_pilot.hpp"
#include "stats/weighted_counts.hpp"

namespace convoyrisk::experiment {

/// Called from one thread at a time, in order, with the replications done so far.
using Progress = std::function<void(std::int64_t done)>;

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

  /// P(killed_total >= dead).
  [[nodiscard]] stats::WeightedEstimate exceedance(std::size_t dead, double confidence) const;
};

struct TailResults {
  std::int64_t replications = 0;
  std::vector<PolicyTail> policies;

  /// That any replication met.
  [[nodiscard]] std::size_t greatest_total() const;
};

/// Levels of the values at risk that are reported.
inline constexpr std::array risk_levels{0.95, 0.99, 0.999};

/// Whether an estimate of so many replications rests on too few or too uneven weights: an effective size below 5 % of
/// them, or one weight above 10 % of the sum.
[[nodiscard]] bool is_doubtful(const stats::WeightedEstimate& estimate, std::int64_t replications);

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
