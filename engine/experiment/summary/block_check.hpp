#pragma once

#include <string>

#include "experiment/summary/block.hpp"
#include "experiment/summary/plan.hpp"
#include "experiment/summary/results.hpp"

namespace convoyrisk::experiment {

/// What keeps a block that was read from being one of this plan, with the legs and days of the run, as the end of a
/// sentence; empty where it may be one. Holds in release builds too: a file says anything.
[[nodiscard]] std::string defect(const Block& block, const Plan& plan, const Results& run);

/// Whether the block holds all replications of its range, new ones alone.
[[nodiscard]] bool is_whole(const Block& block, const Plan& plan);

}  // namespace convoyrisk::experiment
