#pragma once

#include <cstdint>

#include "experiment/summary/results.hpp"

namespace convoyrisk::results {

/// More than any run has, and little enough that nothing that is made of them overflows.
inline constexpr std::int64_t most_replications = std::int64_t{1} << 40;
inline constexpr std::size_t most_policies = 10'000;
inline constexpr std::int64_t most_blocks_and_points = std::int64_t{1} << 30;

/// Throws Hdf5Error where the blocks of a stored run do not belong together: replications that no block may have, that
/// are not as many as the run is said to have, or that its histograms do not count.
void check_blocks(const experiment::Results& results, std::int64_t replications_of_draw);

}  // namespace convoyrisk::results
