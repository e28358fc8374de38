#include "results/run_bounds.hpp"

#include <algorithm>

#include "results/handle.hpp"

namespace convoyrisk::results {
namespace {

/// Only the last block of a run without draws may be a short one.
bool may_have(std::int64_t replications, bool last, std::int64_t replications_of_draw) {
  if (replications_of_draw > 0) {
    return replications == replications_of_draw;
  }
  return replications >= 1 && (last ? replications <= experiment::block_size : replications == experiment::block_size);
}

bool counts_all(const experiment::PointSums& point, std::int64_t replications) {
  return std::ranges::all_of(point.policies, [&](const experiment::PolicySums& policy) {
    return std::ranges::all_of(policy.tails,
                               [&](const stats::Histogram& tail) { return tail.count() == replications; });
  });
}

}  // namespace

void check_blocks(const experiment::Results& results, std::int64_t replications_of_draw) {
  std::int64_t left = results.replications;
  for (const experiment::BlockSums& block : results.blocks) {
    if (block.replications > left ||
        !may_have(block.replications, &block == &results.blocks.back(), replications_of_draw)) {
      throw Hdf5Error::of("/blocks/replications has numbers that no run has");
    }
    left -= block.replications;
    if (!std::ranges::all_of(block.points, [&](const auto& point) { return counts_all(point, block.replications); })) {
      throw Hdf5Error::of("/blocks/entry_count does not count the replications");
    }
  }
  if (left != 0) {
    throw Hdf5Error::of("/blocks/replications are not as many as the run has");
  }
}

}  // namespace convoyrisk::results
