#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

#include "experiment/run/in_order.hpp"
#include "experiment/run/simulate.hpp"
#include "experiment/summary/results.hpp"

namespace convoyrisk::experiment {

/// What a run goes on from.
struct Begun {
  // NOLINTNEXTLINE(google-explicit-constructor): most runs have no more than that
  Begun(Results done, std::map<std::int64_t, Block> blocks_beyond = {})
      : results(std::move(done)), beyond(std::move(blocks_beyond)) {}

  Results results;
  /// Whole blocks that were done already, by index, where others before them are missing.
  std::map<std::int64_t, Block> beyond;
};

/// What is done with the blocks of a run, by one thread at a time.
struct Observer {
  std::function<void(const Block&)> block;  ///< every new block, as soon as it is done, in any order
  // In order of index, when a block was merged:
  std::function<void(std::int64_t replications)> progress;  ///< replications done so far
  /// Whether the run ends with this block, however many were asked for.
  std::function<bool(const BlockSums&)> enough;
};

/// Hands out blocks in order of index, so that an interrupted run has a contiguous prefix, and merges them in order of
/// index, so that results are the same bit by bit whoever simulated them. All but take() may be called by several
/// threads.
class BlockMerger {
 public:
  /// Goes on from `begun` up to `end_block`, none of which may be done. Once `stop` becomes true no further block is
  /// handed out.
  BlockMerger(const Plan& plan, Begun begun, std::int64_t end_block, const Observer& observer,
              const std::atomic<bool>* stop);

  [[nodiscard]] std::optional<Ticket> next();
  /// Throws what the observer throws, and hands out nothing after that.
  void put(Block&& block);
  [[nodiscard]] Results take();

 private:
  void merge(Block&& block);

  const Observer& observer_;
  const std::atomic<bool>* stop_;
  std::mutex mutex_;
  std::int64_t end_block_;
  std::int64_t next_ticket_;
  std::optional<BlockSums> begun_block_;  ///< what there is of the first block, where that was begun
  InOrder<Block> merges_;
  Results merged_;
};

/// Results without any replication, to begin with.
[[nodiscard]] Results no_results(const Plan& plan, const Worlds& worlds, std::int64_t first_block = 0);

/// Simulates the blocks from the end of `begun` up to `end_block` on so many threads of this process.
[[nodiscard]] Results run_experiment(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep,
                                     Begun begun, std::int64_t end_block, const Observer& observer = {},
                                     const std::atomic<bool>* stop = nullptr);

}  // namespace convoyrisk::experiment
