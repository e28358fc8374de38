#pragma once

#include <cstdint>
#include <string>

#include "experiment/summary/plan.hpp"

namespace convoyrisk::app {

/// Blocks [first, end) of a run.
struct BlockRange {
  std::int64_t first = 0;
  std::int64_t end = 0;
};

/// Reads `A..B`, which means blocks A, A + 1, ..., B - 1; all blocks where the text is empty. Throws InputError.
[[nodiscard]] BlockRange block_range(const std::string& text, const experiment::Plan& plan);

}  // namespace convoyrisk::app
