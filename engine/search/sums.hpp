#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/intervals.hpp"

namespace convoyrisk::search {

/// Number, mean and central moments of values, added one by one or merged (Pebay 2008). Merge in a fixed order: the
/// last bits depend on it.
class Moments {
 public:
  void add(double value);
  void merge(const Moments& other);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double variance() const;  ///< of one value; 0 below two
  [[nodiscard]] std::int64_t nonzero() const { return nonzero_; }
  [[nodiscard]] double greatest() const { return greatest_; }  ///< of the absolute values
  /// Have all values been the same?
  [[nodiscard]] bool constant() const { return squares_ <= 0; }
  [[nodiscard]] stats::Sample sample() const;

 private:
  std::int64_t count_ = 0;
  std::int64_t nonzero_ = 0;
  double mean_ = 0;
  double squares_ = 0;  ///< sum of squares of deviations from the mean
  double cubes_ = 0;
  double greatest_ = 0;
};

/// What a replication of a plan, or means over draws with several each, leave for the search.
struct Values {
  double harm = 0;  ///< the outcome that is to be small, or its conditional expectation
  double cost = 0;
  double delivered = 0;  ///< workers
  double luck = 0;       ///< with draws: variance of a draw's harm by the luck of its replications
};

/// A reference minus the plan, replication by replication.
struct Against {
  Moments harm;
  Moments cost;
  double products = 0;  ///< sum of the products of their deviations from their means

  void add(double of_harm, double of_cost);
  void merge(const Against& other);
  /// Of the two, of one replication.
  [[nodiscard]] double covariance() const;
};

/// What some replications of a plan leave.
struct PlanSums {
  Moments harm;
  Moments cost;                  ///< beyond the base's
  Moments delivered;             ///< workers
  Moments spare;                 ///< workers delivered beyond the least share of the base's
  Moments luck;                  ///< Values::luck
  std::vector<double> kept;      ///< the harm of every sample, trial by trial, where somebody wants it
  std::vector<Against> against;  ///< by reference; the first is the base

  /// Adds one trial.
  void add(const Values& values, std::span<const Values> references, double least_delivered);
  void merge(const PlanSums& other);
};

/// As bytes, for the log, and back. Throws std::runtime_error where they are no such sums.
[[nodiscard]] std::vector<std::byte> to_bytes(const std::vector<PlanSums>& plans);
[[nodiscard]] std::vector<PlanSums> sums_from_bytes(std::span<const std::byte> bytes);

}  // namespace convoyrisk::search
