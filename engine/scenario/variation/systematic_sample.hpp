#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace convoyrisk::scenario {

/// Which row of a table each of `draws` draws takes: a systematic sample (Madow 1949) of rows in an order that the seed
/// shuffles, so that of n draws a row of share w has n w of them, rounded up or down. Its draws stand in an order that
/// the seed shuffles too, so that a part of them is a sample as well. Weights are not negative, and some are above 0.
[[nodiscard]] std::vector<std::size_t> systematic_sample(std::span<const double> weights, std::size_t draws,
                                                         std::uint64_t seed);

}  // namespace convoyrisk::scenario
