#pragma once

#include <algorithm>
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

/// A world whose policies are these plans, in this order; of a draw of uncertain parameters, where there are any.
/// Called by several threads.
using MakeWorld =
    std::function<std::shared_ptr<const model::World>(std::span<const PlanNumber> plans, std::size_t draw)>;

/// Blocks that are done, in the order in which a search asks for them, so that one that was interrupted goes on.
struct BlockLog {
  std::function<std::optional<std::vector<std::byte>>()> next;  ///< the next block of an earlier try; none at the end
  std::function<void(std::span<const std::byte>)> append;
};

/// What is simulated, and how.
struct Means {
  MakeWorld world;
  /// With draws of uncertain parameters: replications of each. A trial is then a scrambling of draws
  /// (random/scrambling.hpp), for draws of one are not independent; its values are means over these.
  std::int64_t inner = 0;
  model::Outcome of = model::Outcome::killed_total;
  double least_delivered = 0.95;
  std::uint64_t seed = 1;
  int threads = 1;
  BlockLog log;
  std::function<void(std::int64_t replications)> progress;  ///< of all plans together, after every block

  /// A trial without draws is a replication.
  [[nodiscard]] std::int64_t replications_of_trial() const { return samples_of_trial() * replications_of_sample(); }
  [[nodiscard]] std::int64_t trials_of_block() const;
  [[nodiscard]] std::int64_t replications(std::int64_t blocks) const {
    return blocks * trials_of_block() * replications_of_trial();
  }
  /// A sample is a draw, or a replication without draws.
  [[nodiscard]] std::int64_t samples_of_trial() const;
  [[nodiscard]] std::int64_t sample(std::int64_t trial, std::int64_t place) const;
  [[nodiscard]] std::int64_t replications_of_sample() const { return std::max<std::int64_t>(inner, 1); }
};

/// Whole blocks of trials that follow each other.
struct Blocks {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// What is taken for a sample's harm.
struct Measure {
  bool keep = false;  ///< keep the harm of every sample in the sums, trial by trial
  /// None: the harm itself. Else what goes into the mean over the worst samples: t + (harm - t)/share where the harm
  /// exceeds t, else t, with a threshold t of each reference and each plan.
  std::vector<double> of_references{};
  std::vector<double> of_plans{};
};
/// The mean over this part of all samples is what the worst ones have.
inline constexpr double worst_share = 0.1;

/// Takes what the references left, and then what each plan left, by its place in the list.
struct Taker {
  std::function<void(std::vector<PlanSums> references)> references;
  std::function<void(std::size_t plan, const PlanSums& sums)> plan;
};

/// What was kept of the harm of draws, in the order of their numbers.
[[nodiscard]] std::vector<double> in_order_of_draws(const std::vector<double>& kept);

/// Simulates references, the first of which is the base, and plans beside them, some hundred at a time so that memory
/// does not grow with their number. Sums are the same bit by bit for any number of threads. Throws Stopped where it is
/// asked to stop.
void evaluate(const Means& means, const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans,
              const Blocks& blocks, const Taker& taker, const Measure& measure = {});

}  // namespace convoyrisk::search
