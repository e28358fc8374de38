#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace convoyrisk::stats {

struct SelectionRule {
  double confidence = 0.95;       ///< 1 - alpha; above one over the number of policies
  double indifference = 0;        ///< delta > 0: differences below it do not matter, unit of the measure
  std::string unit = {};          ///< of the measure, for the sentence: "killed"
  std::int64_t first_stage = 20;  ///< n0, blocks: at least 20, and more until there are enough events
};

/// What is known so far. Vectors are by policy, those that take no part included.
struct SelectionVerdict {
  bool decided = false;
  std::optional<std::size_t> winner;
  std::vector<std::size_t> survivors;                      ///< the winner alone once decided
  std::int64_t blocks = 0;                                 ///< that were used; none after the decision
  std::vector<std::optional<std::int64_t>> eliminated_at;  ///< blocks used by then
  /// Of the block means used; 0 where they do not vary. Above 1, or below -1, the guarantee is in doubt.
  std::vector<double> skewness;
  std::string guarantee;  ///< one sentence, for the reader of the verdict
};

/// eta = ((2 alpha/(k - 1))^(-2/(n0 - 1)) - 1)/2 of Kim and Nelson (2001) with c = 1; k > 1 policies take part.
[[nodiscard]] double kim_nelson_eta(double confidence, std::size_t policies, std::int64_t first_stage);

/// The fully sequential procedure KN (Kim and Nelson 2001, with c = 1) for the least mean, on means of equal blocks of
/// common random numbers. After n0 blocks, with S2 the variance of the difference of two policies in these and h2 =
/// 2 eta (n0 - 1), a policy i is eliminated at r blocks by a survivor l where
///     mean_i - mean_l > max(0, delta/(2 r) (h2 S2/delta^2 - r))
/// until one is left, or until r is above every h2 S2/delta^2 of survivors, when the least mean is taken. Means that
/// rounding alone makes differ are equal. n0 grows until all policies but one have had `least_events` events: a
/// variance of what hardly happened would decide at once. If block means are normal and the best is better than every
/// other by at least delta, it is selected with probability at least 1 - alpha, whatever the variances and
/// correlations.
class Selection {
 public:
  /// `policies` is the width of what add() takes; only the `eligible` (at least one, each once) take part. Throws
  /// std::invalid_argument where the rule cannot hold.
  Selection(std::size_t policies, std::vector<std::size_t> eligible, SelectionRule rule);

  /// Means of the block that follows, by policy; what comes after the decision is not looked at. Whether it is decided.
  /// `events` of the block by policy: in how many replications it was not 0; none where there are enough of them.
  bool add(std::span<const double> block_means, std::span<const std::int64_t> events = {});

  [[nodiscard]] bool decided() const { return survivors_.size() == 1; }
  [[nodiscard]] SelectionVerdict verdict() const;

 private:
  [[nodiscard]] std::int64_t blocks() const { return static_cast<std::int64_t>(blocks_.size()); }
  [[nodiscard]] bool enough_events() const;
  void end_first_stage();
  void screen();
  /// h2 S2/delta^2, in blocks: from there on the lesser mean decides.
  [[nodiscard]] double reach(std::size_t policy, std::size_t other) const;
  [[nodiscard]] std::string guarantee() const;

  std::size_t policies_;
  SelectionRule rule_;
  std::size_t eligible_count_;
  std::vector<std::size_t> survivors_;
  std::vector<std::vector<double>> blocks_;  ///< means by block, then policy
  std::vector<double> sums_;                 ///< of them, by policy
  std::vector<std::int64_t> events_;         ///< by policy
  std::vector<double> reach_;                ///< by policy and other
  bool screening_ = false;                   ///< the first stage is over
  std::vector<std::optional<std::int64_t>> eliminated_at_;
};

}  // namespace convoyrisk::stats
