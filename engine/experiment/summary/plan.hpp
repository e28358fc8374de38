#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"

namespace convoyrisk::experiment {

/// Replications of a whole block: the unit of work, of merging, of stopping, and of what a crash may lose.
inline constexpr std::int64_t block_size = 256;

/// What is to be simulated: every policy at every point of a sweep, on the same replications. Without draws of
/// uncertain parameters these are 0, 1, ...; with them draw k has those from k * replications on, so that the policies
/// of a draw share random numbers and two draws do not.
struct Plan {
  std::vector<PolicyId> policies;  ///< the first is the baseline of the comparisons
  std::uint64_t seed = 1;
  std::size_t points = 1;             ///< of the sweep; 1 without
  std::int64_t draws = 0;             ///< of uncertain parameters; 0: none, all as the scenario has it
  std::int64_t replications = 10000;  ///< of every policy and point; with draws: of each of them

  /// Replications of one block, which follow each other.
  struct Range {
    std::size_t draw = 0;
    std::int64_t first = 0;
    std::int64_t end = 0;
  };

  [[nodiscard]] bool has_draws() const { return draws > 0; }
  [[nodiscard]] std::int64_t total_replications() const { return has_draws() ? draws * replications : replications; }
  [[nodiscard]] std::int64_t block_count() const {
    return has_draws() ? draws : (replications + block_size - 1) / block_size;
  }
  [[nodiscard]] Range range(std::int64_t block) const;
};

}  // namespace convoyrisk::experiment
