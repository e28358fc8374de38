#pragma once

#include <vector>

#include "experiment/summary/results.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::experiment {

/// Whether the intervals that were asked for are narrow enough, block by block. It looks at block boundaries only,
/// after a first whole block and once enough replications had an event, so that a lucky beginning does not end the run.
class PrecisionRule {
 public:
  /// Replications with an outcome that is not zero, below which no interval is trusted.
  static constexpr std::int64_t least_events = stats::least_nonzero_counts;

  /// Throws InputError where an outcome or a policy is not part of the run.
  PrecisionRule(const std::vector<spec::Precision>& wanted, const Plan& plan);

  /// Takes the block that follows; true once every interval is narrow enough, at every point of the sweep.
  [[nodiscard]] bool add(const BlockSums& block);

 private:
  struct Target {
    model::Outcome outcome = model::Outcome::killed_total;
    Contrast contrast;
    double half_width = 0;
    bool relative = false;
    double confidence = 0.95;
  };
  [[nodiscard]] bool reached(const Target& target, std::size_t point) const;
  [[nodiscard]] bool enough_events(const Target& target, std::size_t point) const;

  std::vector<Target> targets_;
  Units units_;
  std::size_t points_;
  std::vector<std::int64_t> events_;  ///< by point, policy and tail outcome: replications in which it was not zero
  std::size_t policies_;
};

/// The mean of an outcome, or of a difference, with the estimator that summaries use.
[[nodiscard]] stats::Estimate estimate(const OutcomeMoments& moments, model::Outcome outcome, Contrast contrast,
                                       double confidence);

}  // namespace convoyrisk::experiment
