#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/history/outcome.hpp"
#include "model/world/world.hpp"
#include "search/space.hpp"
#include "search/sums.hpp"

namespace convoyrisk::search {

/// A world whose policies are these plans, in this order.
using MakeWorld = std::function<std::shared_ptr<const model::World>(std::span<const PlanNumber> plans)>;

/// Blocks that are done, in the order in which a search asks for them, so that one that was interrupted goes on.
struct BlockLog {
  std::function<std::optional<std::vector<std::byte>>()> next;  ///< the next block of an earlier try; none at the end
  std::function<void(std::span<const std::byte>)> append;
};

/// What is simulated, and how.
struct Means {
  MakeWorld world;
  model::Outcome of = model::Outcome::killed_total;
  double least_delivered = 0.95;
  std::uint64_t seed = 1;
  int threads = 1;
  BlockLog log;
  std::function<void(std::int64_t replications)> progress;  ///< of all plans together, after every block
};

/// Whole blocks of replications that follow each other.
struct Blocks {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// Takes what the references left, and then what each plan left, by its place in the list.
struct Taker {
  std::function<void(std::vector<PlanSums> references)> references;
  std::function<void(std::size_t plan, const PlanSums& sums)> plan;
};

/// Simulates references, the first of which is the base, and plans beside them, some hundred at a time so that memory
/// does not grow with their number. Sums are the same bit by bit for any number of threads. Throws Stopped where it is
/// asked to stop.
void evaluate(const Means& means, const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans,
              const Blocks& blocks, const Taker& taker);

}  // namespace convoyrisk::search
