#pragma once

#include <cstdint>
#include <optional>

#include "experiment/tail/tilt_mixture.hpp"

namespace convoyrisk::experiment {

/// Share of plain draws in every mixture that is chosen: no weight exceeds its inverse.
inline constexpr double plain_share = 0.1;

struct PilotSettings {
  PolicyId policy;
  std::uint64_t seed = 1;
  int threads = 1;
  std::int64_t replications = 10000;  ///< of the run to come
  std::optional<int> at;              ///< see TailSettings
};

/// What a pilot found.
struct TiltChoice {
  TiltMixture mixture;
  int dead = 0;           ///< total deaths for which it was chosen; 0 where the pilot met none
  double exceedance = 0;  ///< the pilot's estimate of their probability
};

/// Chooses a mixture of tilts by stages (the cross-entropy method of Rubinstein 1999). It is to suit P(killed_total >=
/// n) for all n from a half of the target up to it. The target is where that probability is about 1/(10 replications),
/// or the n asked for; or nearer, as far as the pilot reaches.
[[nodiscard]] TiltChoice choose_tilts(const model::World& world, const PilotSettings& settings);

}  // namespace convoyrisk::experiment
