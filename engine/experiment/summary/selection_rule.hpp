#pragma once

#include <optional>
#include <vector>

#include "experiment/summary/choice.hpp"
#include "stats/selection.hpp"

namespace convoyrisk::experiment {

/// Selects the policy with the least mean of an outcome from means of whole blocks (stats::Selection), block by block,
/// at the first point of a sweep. Deaths are taken by their conditional expectation. Which policies do enough work to
/// take part is seen from the first stage.
class SelectionRule {
 public:
  SelectionRule(model::Outcome outcome, stats::SelectionRule rule, double least_delivered)
      : outcome_(outcome), rule_(std::move(rule)), least_delivered_(least_delivered) {}

  /// Takes the block that follows; a short one is left out. True once the selection is made.
  [[nodiscard]] bool add(const BlockSums& block);

  [[nodiscard]] model::Outcome outcome() const { return outcome_; }
  [[nodiscard]] double indifference() const { return rule_.indifference; }
  /// None before the end of the first stage.
  [[nodiscard]] std::optional<stats::SelectionVerdict> verdict() const;

 private:
  void begin();

  model::Outcome outcome_;
  stats::SelectionRule rule_;
  double least_delivered_;
  OutcomeMoments first_stage_moments_;
  struct Means {
    std::vector<double> means;         ///< by policy
    std::vector<std::int64_t> events;  ///< by policy
  };
  std::vector<Means> first_stage_;  ///< by block
  std::optional<stats::Selection> selection_;
};

}  // namespace convoyrisk::experiment
