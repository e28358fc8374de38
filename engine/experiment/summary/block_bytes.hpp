#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "experiment/summary/block.hpp"

namespace convoyrisk::experiment {

/// A block as bytes, for the log of blocks and for other processes of the same program on the same kind of machine.
[[nodiscard]] std::vector<std::byte> to_bytes(const Block& block);
/// The same behind bytes that are there.
void append_bytes(const Block& block, std::vector<std::byte>& bytes);

/// Throws std::runtime_error where the bytes are not those of a block.
[[nodiscard]] Block block_from_bytes(std::span<const std::byte> bytes);

}  // namespace convoyrisk::experiment
