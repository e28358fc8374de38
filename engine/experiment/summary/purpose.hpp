#pragma once

#include <cstdint>

namespace convoyrisk::experiment {

/// What a draw of the statistics is for; the model's purposes end well below. The numbers are part of every result:
/// append, never renumber.
enum class Purpose : std::uint64_t {
  // 1001 was that of a bootstrap.
  probability_best = 1002,  ///< replication: the draw
};

[[nodiscard]] constexpr std::uint64_t key(Purpose purpose) { return static_cast<std::uint64_t>(purpose); }

}  // namespace convoyrisk::experiment
