#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/outcome.hpp"
#include "stats/co_moments.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::experiment {

/// The counts of deaths that have a conditional expectation, and so a control variate (docs/model.md, 5).
inline constexpr std::array controlled_outcomes{model::Outcome::killed, model::Outcome::site_killed,
                                                model::Outcome::escort_killed, model::Outcome::killed_total};
/// Place of a controlled outcome in that list; none where the outcome is not controlled.
[[nodiscard]] std::optional<std::size_t> controlled_index(model::Outcome outcome);

/// A policy by its place among those of a run, or the difference of two: policy minus `minus`.
struct Contrast {
  std::size_t policy = 0;
  std::optional<std::size_t> minus = std::nullopt;
};

/// Moments of all outcomes under several policies on common random numbers: means, and covariances between any two
/// policies, so that every paired difference can be told. For controlled outcomes also those of the excess, the count
/// minus its conditional expectation.
class OutcomeMoments {
 public:
  /// Numbers by policy pair and controlled outcome: how often the counts differed; with itself: was not zero.
  using PairCounts = std::vector<std::int64_t>;

  OutcomeMoments() = default;
  explicit OutcomeMoments(std::size_t policies);
  /// As it was kept, in the order of moments() and nonzero().
  OutcomeMoments(std::size_t policies, std::int64_t count, std::vector<double> means, std::vector<double> products,
                 PairCounts nonzero);

  /// One replication under every policy. `scratch` saves allocations.
  void add(std::span<const model::ReplicationResult> policies, std::vector<double>& scratch);
  /// The means of another sample as one value of this one: a draw of uncertain parameters.
  void add_means(const OutcomeMoments& sample);
  void merge(const OutcomeMoments& other);

  [[nodiscard]] std::size_t policies() const { return policies_; }
  [[nodiscard]] std::int64_t count() const { return moments_.count(); }
  [[nodiscard]] double mean(model::Outcome outcome, std::size_t policy) const;
  [[nodiscard]] double covariance(model::Outcome outcome, std::size_t policy, std::size_t other) const;
  /// Pearson's coefficient; 0 where a variance is 0.
  [[nodiscard]] double correlation(model::Outcome outcome, std::size_t policy, std::size_t other) const;
  [[nodiscard]] stats::Sample sample(model::Outcome outcome, Contrast contrast) const;
  /// `controlled` is a place among controlled_outcomes.
  [[nodiscard]] stats::ControlledSample controlled_sample(std::size_t controlled, Contrast contrast) const;
  /// Covariance, between replications, of the estimators of two contrasts with coefficients b of their control
  /// variates; for outcomes that are not controlled b has no meaning.
  [[nodiscard]] double estimator_covariance(model::Outcome outcome, Contrast a, double b_a, Contrast c,
                                            double b_c) const;

  [[nodiscard]] const stats::CoMoments& moments() const { return moments_; }
  [[nodiscard]] const PairCounts& nonzero() const { return nonzero_; }

  // Where things lie, for those who write them down. Variables: outcomes, then excesses, each by policy. Products: by
  // outcome and excess, of pairs of policies; then by controlled outcome of the conditional under one policy and the
  // excess under another.
  [[nodiscard]] static std::size_t variable_count(std::size_t policies);
  [[nodiscard]] static std::size_t product_count(std::size_t policies);
  [[nodiscard]] static std::size_t nonzero_count(std::size_t policies);
  [[nodiscard]] static std::size_t pair_count(std::size_t policies) { return policies * (policies + 1) / 2; }

 private:
  void add(std::span<const double> values);
  [[nodiscard]] std::size_t pair(std::size_t p, std::size_t q) const;
  [[nodiscard]] double outcome_covariance(std::size_t row, Contrast a, Contrast b) const;
  [[nodiscard]] double cross_covariance(std::size_t controlled, Contrast conditional, Contrast excess) const;

  std::size_t policies_ = 0;
  stats::CoMoments moments_;
  PairCounts nonzero_;
};

}  // namespace convoyrisk::experiment
