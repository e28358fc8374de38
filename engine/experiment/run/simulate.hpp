#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "experiment/run/threads.hpp"
#include "experiment/summary/block.hpp"
#include "experiment/summary/plan.hpp"
#include "model/world/world.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::experiment {

/// Gives the world of a point of the sweep, of a draw where the plan has draws. Called by several threads.
using Worlds = std::function<std::shared_ptr<const model::World>(std::size_t point, std::size_t draw)>;

/// A block to be simulated; one that was begun holds the sums of its first replications.
struct Ticket {
  std::int64_t index = 0;
  BlockSums begun;
};

/// The next block to be simulated, none once there is nothing left. Called by several threads.
using NextBlock = std::function<std::optional<Ticket>()>;
/// Takes a block that was simulated. Called by several threads.
using PutBlock = std::function<void(Block&&)>;

/// Simulates blocks on so many threads until none is left; policies and points are interleaved within a block. What
/// `next` or `put` throws ends it, and so does a stop (base/stop.hpp), at which blocks under way are dropped. Of
/// `keep`, outcomes and events take memory with every replication.
void simulate_blocks(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep, const NextBlock& next,
                     const PutBlock& put);

/// How many events a replication leaves, about, over all policies and points: the mean of a few, spread over the plan.
[[nodiscard]] double events_of_replication(const Plan& plan, const Worlds& worlds);

}  // namespace convoyrisk::experiment
