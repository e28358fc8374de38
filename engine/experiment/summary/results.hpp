#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/summary/block.hpp"
#include "experiment/summary/plan.hpp"

namespace convoyrisk::experiment {

/// All that is left of blocks that follow each other: what summaries, extension and merging are made from.
struct Results {
  std::vector<std::string> policy_names;
  /// By point and RoadId: length of one of its segments, so that passes become convoy-km.
  std::vector<std::vector<double>> segment_km;
  std::size_t convoys = 0;
  std::int64_t first_block = 0;
  std::vector<BlockSums> blocks;
  std::vector<PolicyTotals> totals;  ///< by point, then policy
  std::int64_t replications = 0;     ///< of every policy and point, in these blocks

  [[nodiscard]] std::size_t policies() const { return policy_names.size(); }
  [[nodiscard]] std::size_t points() const { return segment_km.size(); }
  [[nodiscard]] std::int64_t end_block() const { return first_block + static_cast<std::int64_t>(blocks.size()); }
  [[nodiscard]] const PolicyTotals& totals_of(std::size_t point, std::size_t policy) const {
    return totals[point * policies() + policy];
  }

  /// Histogram over replications of one of tail_outcomes.
  [[nodiscard]] stats::Histogram tail(model::Outcome outcome, std::size_t point, std::size_t policy) const;
  /// [n]: sum over replications of the expected number of attacks with exactly n killed.
  [[nodiscard]] std::vector<double> severity_conditional(std::size_t point, std::size_t policy) const;

  /// By ConvoyId: sums over replications of killed_conditional; empty where an older file does not tell.
  [[nodiscard]] std::vector<stats::RealSums> convoys_conditional(std::size_t point, std::size_t policy) const;

  /// Takes the block that follows, or one that continues the last.
  void append(Block&& block);
  /// Takes the results of the blocks that follow.
  void append(Results&& following);
};

/// The sample that estimates are made from, by point. Its units are independent: replications, or with draws of
/// uncertain parameters the means of draws that are spread evenly among each other (random::part_of), so that their
/// spread holds both kinds of uncertainty.
class Units {
 public:
  Units(const Plan& plan, std::size_t points);
  /// Blocks in order of index.
  void add(const BlockSums& block);
  /// With draws, makes at() of them: no block may follow.
  void close();
  [[nodiscard]] const OutcomeMoments& at(std::size_t point) const { return points_[point]; }

 private:
  bool draws_;
  std::vector<OutcomeMoments> points_;
  std::vector<std::vector<std::vector<double>>> means_;  ///< with draws: by point, draw and variable of the moments
};

[[nodiscard]] Units units(const Plan& plan, const Results& results);

}  // namespace convoyrisk::experiment
