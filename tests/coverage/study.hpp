#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "experiment/summary/results.hpp"
#include "spec/scenario.hpp"
#include "stats/intervals.hpp"

/// Many experiments with the engine itself, each of which makes an interval or a choice that is right or wrong. What
/// they are made from are blocks, as a run has them, and no block serves two experiments of one kind.
namespace convoyrisk::test {

/// Policies of corridor.yaml, by their place in it.
inline constexpr std::size_t as_it_is = 0;
inline constexpr std::size_t escort = 1;
inline constexpr std::size_t varied_hours = 3;
inline constexpr std::size_t corridor_policies = 4;

/// How many times more experiments than in a run of every test: CONVOYRISK_COVERAGE_SCALE, 1 if not set.
[[nodiscard]] std::size_t scale();
/// BlockSpan for experiments, and those from which the truth is told.
[[nodiscard]] std::size_t experiment_blocks();
[[nodiscard]] std::size_t truth_blocks();

/// Seeds of the experiments and of the independent run that tells the truth.
inline constexpr std::uint64_t experiment_seed = 1;
inline constexpr std::uint64_t truth_seed = 2;

using BlockSpan = std::span<const experiment::BlockSums>;

/// A test scenario of this folder, without uncertainty.
[[nodiscard]] spec::Scenario corridor();
/// BlockSpan 0, 1, ... of all its policies, on one thread.
[[nodiscard]] std::vector<experiment::BlockSums> simulate_blocks(const spec::Scenario& scenario, std::size_t count,
                                                                 std::uint64_t seed);
/// Blocks of all its policies with its draws of uncertain parameters, a draw each, of so many replications. Each
/// `size` of them are a sample as a run of its own has it, independent of all others.
[[nodiscard]] std::vector<experiment::BlockSums> simulate_draws(std::size_t draws, std::size_t size, std::int64_t inner,
                                                                std::uint64_t seed);
/// As engine/experiment/summary/results.cpp has it for a run with draws, of one sample.
[[nodiscard]] experiment::OutcomeMoments means_of(BlockSpan draws);
/// All replications of these blocks, of the only point of the sweep.
[[nodiscard]] experiment::OutcomeMoments moments_of(BlockSpan blocks);
/// Of killed_total, of blocks together.
[[nodiscard]] stats::Histogram killed_of(BlockSpan blocks, std::size_t policy);

/// The same interval, narrower by this factor: the negative control.
[[nodiscard]] stats::Interval narrowed(const stats::Interval& interval, double factor);
[[nodiscard]] bool holds(const stats::Interval& interval, double truth);

/// How often it was right.
class Tally {
 public:
  /// Adds the line to what is printed at the end.
  explicit Tally(std::string title) : title_(std::move(title)) {}
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;
  ~Tally();

  void add(bool right) {
    ++experiments_;
    right_ += right ? 1 : 0;
  }
  [[nodiscard]] std::int64_t experiments() const { return experiments_; }
  [[nodiscard]] double share() const { return static_cast<double>(right_) / static_cast<double>(experiments_); }
  /// False where so few would be right with at most the false-alarm probability, were the chance `promised`.
  [[nodiscard]] bool at_least(double promised) const;
  /// False where so many would be.
  [[nodiscard]] bool at_most(double promised) const;
  /// To within one percent: what skewed outcomes leave of Student's promise (docs/methods/coverage.md).
  [[nodiscard]] bool is_about_95_percent() const { return at_least(0.94) && at_most(0.96); }

 private:
  std::string title_;
  std::int64_t experiments_ = 0;
  std::int64_t right_ = 0;
};

/// Bounds that tallies in all files of this folder are to keep, at most: 1e-6 is shared by them.
inline constexpr int tally_bounds = 120;

}  // namespace convoyrisk::test
