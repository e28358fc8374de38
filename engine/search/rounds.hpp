#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "search/evaluation.hpp"
#include "search/screening.hpp"

namespace convoyrisk::search {

/// What is made small, of the draws of uncertain parameters. Mean regret against the best plan that a budget can pay
/// differs from the mean by what no plan changes, so that both name the same plans.
enum class Criterion : std::uint8_t { mean, regret, worst };

/// Who looks on.
struct Watch {
  /// Before a round, and before the figures: how many replications it has, of all plans together.
  std::function<void(std::int64_t replications)> begin;
  /// After a round: how many replications every plan that is left has had.
  std::function<void(const Screening& screening, std::int64_t replications)> end;
};

/// Beyond what harm the worst draws of each plan lie, as far as is known, where the criterion is about these.
class Thresholds {
 public:
  Thresholds(Criterion criterion, const Screening& screening);

  [[nodiscard]] bool wanted() const { return wanted_; }
  /// Adds what was kept of the harm of a record.
  void note(std::size_t record, const std::vector<double>& harm);
  [[nodiscard]] Measure measure(const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans) const;

 private:
  [[nodiscard]] std::vector<double> of(const std::vector<PlanNumber>& plans) const;

  bool wanted_;
  std::unordered_map<PlanNumber, std::size_t> record_of_;
  std::vector<std::vector<double>> harm_;  ///< by record: of all draws so far
};

/// As evaluate() with the means of a search.
using Evaluate = std::function<void(const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans,
                                    const Blocks& blocks, const Taker& taker, const Measure& measure)>;

/// Rounds of a screening, each as long as all before it together.
class Rounds {
 public:
  /// Beginning with this block.
  Rounds(const Means& means, Evaluate evaluate, const Watch& watch, std::int64_t first)
      : means_(means), evaluate_(std::move(evaluate)), watch_(watch), blocks_{first, 0} {}

  /// Until the promise is reached, or every plan that is left has had so many replications.
  void run(Screening& screening, Thresholds& thresholds, std::int64_t most_replications);
  /// Block 0, for thresholds to begin with: it has no part in the rounds.
  void find_thresholds(const Screening& screening, Thresholds& thresholds);

  /// Blocks that had no part in the screening, at least as many as its last round had.
  [[nodiscard]] Blocks fresh() const;
  [[nodiscard]] std::int64_t simulated() const { return simulated_; }
  /// Counts and announces what is about to be simulated.
  void begin(std::size_t plans, std::int64_t blocks);

 private:
  const Means& means_;
  Evaluate evaluate_;
  const Watch& watch_;
  Blocks blocks_;
  std::int64_t simulated_ = 0;
};

}  // namespace convoyrisk::search
