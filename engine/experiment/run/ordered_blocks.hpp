#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace convoyrisk::experiment {

/// Simulates a block and returns what puts its results to those of the blocks before it.
using BlockWorker = std::function<std::function<void()>(std::int64_t block)>;

/// Works blocks 0 to `count` - 1, each in one of the workers that `new_worker` makes, one a thread. What a block
/// returned is called in order of index, by one thread at a time, so that sums are the same bit by bit for any number
/// of threads. Once `stop` becomes true no further block is begun. Returns the number of blocks done.
std::int64_t work_blocks(std::int64_t count, int threads, const std::function<BlockWorker()>& new_worker,
                         const std::atomic<bool>* stop = nullptr);

}  // namespace convoyrisk::experiment
