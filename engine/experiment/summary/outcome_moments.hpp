#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/history/outcome.hpp"
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

/// What moments are made of, as it is written down and read again. Not a number, or below 0, is what an older file does
/// not hold.
struct MomentParts {
  std::vector<double> means;
  std::vector<double> products;
  std::vector<double> cubes;
  std::vector<std::int64_t> unequal;
};

/// Moments of all outcomes under several policies on common random numbers: means, and covariances between any two
/// policies, so that every paired difference can be told. For controlled outcomes also those of the excess, the count
/// minus its conditional expectation; and those of the cost with killed_total, for costs per death averted.
class OutcomeMoments {
 public:
  OutcomeMoments() = default;
  explicit OutcomeMoments(std::size_t policies);
  /// As it was kept.
  OutcomeMoments(std::size_t policies, std::int64_t count, MomentParts parts);

  /// One replication under every policy. `scratch` saves allocations.
  void add(std::span<const model::ReplicationResult> policies, std::vector<double>& scratch);
  /// Notes a draw of uncertain parameters, of which these are the means. They go into a value that add_part() adds.
  void count_draw(std::span<const double> means);
  /// A value made of the means of several draws, one of each variable (Units).
  void add_part(std::span<const double> values);
  /// Draws that values are made of; 0 where a value is a replication.
  [[nodiscard]] std::int64_t draws() const { return draws_; }
  /// What outcomes may be the same in, or not 0: draws, or replications.
  [[nodiscard]] std::int64_t trials() const { return draws_ > 0 ? draws_ : count(); }
  void merge(const OutcomeMoments& other);

  [[nodiscard]] std::size_t policies() const { return policies_; }
  [[nodiscard]] std::int64_t count() const { return moments_.count(); }
  [[nodiscard]] double mean(model::Outcome outcome, std::size_t policy) const;
  [[nodiscard]] double covariance(model::Outcome outcome, std::size_t policy, std::size_t other) const;
  /// Pearson's coefficient; 0 where a variance is 0.
  [[nodiscard]] double correlation(model::Outcome outcome, std::size_t policy, std::size_t other) const;
  /// In how many trials two policies differ, or one is not 0, the conditional expectation included; below 0: not known.
  [[nodiscard]] std::int64_t unequal_count(model::Outcome outcome, Contrast contrast) const;
  /// `nonzero` is of trials.
  [[nodiscard]] stats::Sample sample(model::Outcome outcome, Contrast contrast) const;
  /// The same without its skewness, in half the time: draws have one each.
  [[nodiscard]] stats::Sample mean_and_variance(model::Outcome outcome, Contrast contrast) const;
  /// stats::sample_skewness.
  [[nodiscard]] double skewness(model::Outcome outcome, Contrast contrast) const;
  /// `controlled` is a place among controlled_outcomes. Of draws it has no counts that are not zero, so that no control
  /// variate is fitted: it would gain little, for it only takes out luck within draws, and b fitted to 50 to 200 of
  /// them makes intervals too narrow.
  [[nodiscard]] stats::ControlledSample controlled_sample(std::size_t controlled, Contrast contrast) const;
  /// Covariance, between replications, of the estimators of two contrasts with coefficients b of their control
  /// variates; for outcomes that are not controlled b has no meaning.
  [[nodiscard]] double estimator_covariance(model::Outcome outcome, Contrast a, double b_a, Contrast c,
                                            double b_c) const;
  /// Covariance, between replications, of the cost and of killed_total's estimator with coefficient b, both of one
  /// contrast; not a number where it is not known.
  [[nodiscard]] double cost_covariance(Contrast contrast, double b) const;

  [[nodiscard]] const stats::CoMoments& moments() const { return moments_; }
  /// By outcome and pair: sums of cubes of deviations of the difference from its mean; of one policy with itself: of
  /// its values.
  [[nodiscard]] const std::vector<double>& cubes() const { return cubes_; }
  /// By outcome and pair: how often the values differed by more than rounding; with itself: were not zero.
  [[nodiscard]] const std::vector<std::int64_t>& unequal() const { return unequal_; }

  // Where things lie, for those who write them down. Variables: outcomes, then excesses, each by policy. Products: by
  // outcome and excess, of pairs of policies; then by controlled outcome of the conditional under one policy and the
  // excess under another; then of the cost under one policy with the conditional, and with the excess, of killed_total
  // under another.
  [[nodiscard]] static std::size_t variable_count(std::size_t policies);
  [[nodiscard]] static std::size_t product_count(std::size_t policies);
  /// Of these products, those with the cost.
  [[nodiscard]] static std::size_t cost_product_count(std::size_t policies) { return 2 * policies * policies; }
  [[nodiscard]] static std::size_t outcome_pair_count(std::size_t policies) {
    return model::outcome_count * pair_count(policies);
  }
  /// Place of a pair, low <= high, among those of an outcome.
  [[nodiscard]] static std::size_t pair_place(std::size_t low, std::size_t high) { return high * (high + 1) / 2 + low; }
  [[nodiscard]] static std::size_t pair_count(std::size_t policies) { return policies * (policies + 1) / 2; }

 private:
  void add_cubes(std::span<const double> values);
  void add_unequal(std::span<const double> values);
  void merge_cubes(const OutcomeMoments& other);
  [[nodiscard]] std::size_t pair(std::size_t p, std::size_t q) const;
  [[nodiscard]] std::size_t outcome_pair(std::size_t row, Contrast contrast) const;
  /// Whether two policies are the same but for rounding, in all replications.
  [[nodiscard]] bool same(std::size_t row, Contrast contrast) const;
  [[nodiscard]] double skewness(std::size_t row, Contrast contrast) const;
  [[nodiscard]] double row_mean(std::size_t row, Contrast contrast) const;
  [[nodiscard]] double outcome_covariance(std::size_t row, Contrast a, Contrast b) const;
  [[nodiscard]] double cross_covariance(std::size_t controlled, Contrast conditional, Contrast excess) const;

  std::size_t policies_ = 0;
  stats::CoMoments moments_;
  std::vector<double> cubes_;
  std::vector<std::int64_t> unequal_;
  std::int64_t draws_ = 0;
};

}  // namespace convoyrisk::experiment
