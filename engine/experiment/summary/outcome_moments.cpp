#include "experiment/summary/outcome_moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.hpp"
#include "stats/skewed_mean.hpp"

namespace convoyrisk::experiment {
namespace {

constexpr std::size_t controlled_count = controlled_outcomes.size();
constexpr std::size_t rows = model::outcome_count + controlled_count;  // outcomes, then excesses

std::size_t row_of(model::Outcome outcome) { return static_cast<std::size_t>(outcome); }
std::size_t excess_row(std::size_t controlled) { return model::outcome_count + controlled; }
std::size_t conditional_row(std::size_t controlled) {
  return row_of(*model::conditional_of(controlled_outcomes[controlled]));
}

stats::CoMoments::Pairs make_pairs(std::size_t policies) {
  std::vector<stats::CoMoments::Pair> pairs;
  const auto variable = [policies](std::size_t row, std::size_t policy) {
    return static_cast<std::uint32_t>(row * policies + policy);
  };
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t q = 0; q < policies; ++q) {
      for (std::size_t p = 0; p <= q; ++p) {
        pairs.emplace_back(variable(row, p), variable(row, q));
      }
    }
  }
  for (std::size_t controlled = 0; controlled < controlled_count; ++controlled) {
    for (std::size_t p = 0; p < policies; ++p) {
      for (std::size_t q = 0; q < policies; ++q) {
        pairs.emplace_back(variable(conditional_row(controlled), p), variable(excess_row(controlled), q));
      }
    }
  }
  const std::size_t total = *controlled_index(model::Outcome::killed_total);
  for (const std::size_t row : {conditional_row(total), excess_row(total)}) {
    for (std::size_t p = 0; p < policies; ++p) {
      for (std::size_t q = 0; q < policies; ++q) {
        pairs.emplace_back(variable(row_of(model::Outcome::cost), p), variable(row, q));
      }
    }
  }
  return std::make_shared<const std::vector<stats::CoMoments::Pair>>(std::move(pairs));
}

/// A policy's own values, or a difference of two.
Contrast contrast_of(std::size_t p, std::size_t q) { return p == q ? Contrast{p} : Contrast{p, q}; }

/// One list for all samples of a run, which is under the same policies from end to end.
stats::CoMoments::Pairs shared_pairs(std::size_t policies) {
  thread_local std::pair<std::size_t, stats::CoMoments::Pairs> last{0, nullptr};
  if (last.second == nullptr || last.first != policies) {
    last = {policies, make_pairs(policies)};
  }
  return last.second;
}

/// Sums `value` over the terms of a difference of policies, with their signs.
template <class Value>
double over_terms(Contrast contrast, const Value& value) {
  const double first = value(contrast.policy);
  return contrast.minus ? first - value(*contrast.minus) : first;
}

}  // namespace

std::optional<std::size_t> controlled_index(model::Outcome outcome) {
  const auto* const found = std::ranges::find(controlled_outcomes, outcome);
  return found == controlled_outcomes.end() ? std::nullopt
                                            : std::optional<std::size_t>(found - controlled_outcomes.begin());
}

std::size_t OutcomeMoments::variable_count(std::size_t policies) { return rows * policies; }
std::size_t OutcomeMoments::product_count(std::size_t policies) {
  return rows * pair_count(policies) + controlled_count * policies * policies + cost_product_count(policies);
}

OutcomeMoments::OutcomeMoments(std::size_t policies)
    : policies_(policies),
      moments_(variable_count(policies), shared_pairs(policies)),
      cubes_(outcome_pair_count(policies)),
      unequal_(outcome_pair_count(policies)) {}

OutcomeMoments::OutcomeMoments(std::size_t policies, std::int64_t count, MomentParts parts)
    : policies_(policies),
      moments_(shared_pairs(policies), count, std::move(parts.means), std::move(parts.products)),
      cubes_(std::move(parts.cubes)),
      unequal_(std::move(parts.unequal)) {
  CONVOYRISK_ASSERT(moments_.means().size() == variable_count(policies));
  CONVOYRISK_ASSERT(cubes_.size() == outcome_pair_count(policies));
  CONVOYRISK_ASSERT(unequal_.size() == outcome_pair_count(policies));
}

void OutcomeMoments::add(std::span<const model::ReplicationResult> policies, std::vector<double>& scratch) {
  CONVOYRISK_ASSERT(policies.size() == policies_);
  scratch.resize(variable_count(policies_));
  for (std::size_t policy = 0; policy < policies_; ++policy) {
    const model::OutcomeValues& outcomes = policies[policy].outcomes;
    for (std::size_t row = 0; row < model::outcome_count; ++row) {
      scratch[row * policies_ + policy] = outcomes.values()[row];
    }
    for (std::size_t i = 0; i < controlled_count; ++i) {
      const model::Outcome count = controlled_outcomes[i];
      scratch[excess_row(i) * policies_ + policy] = outcomes[count] - outcomes[*model::conditional_of(count)];
    }
  }
  add_unequal(scratch);
  add_part(scratch);
}

void OutcomeMoments::count_draw(std::span<const double> means) {
  ++draws_;
  add_unequal(means);
}

void OutcomeMoments::add_part(std::span<const double> values) {
  add_cubes(values);
  moments_.add(values);
}

/// Pebay (2008), equation 2.1 for one value more.
void OutcomeMoments::add_cubes(std::span<const double> values) {
  const auto before = static_cast<double>(count());
  const double n = before + 1;
  const double weight = before * (n - 2) / (n * n);
  const double degrees = std::max(before - 1, 0.0);
  const std::size_t pairs = pair_count(policies_);
  auto cube = cubes_.begin();
  for (std::size_t row = 0; row < model::outcome_count; ++row) {  // of each replication: written for speed
    const double* const value = values.data() + row * policies_;
    const double* const mean = moments_.means().data() + row * policies_;
    const auto covariance = [&](std::size_t low, std::size_t high) {
      return moments_.covariance(row * pairs + pair_place(low, high));
    };
    for (std::size_t q = 0; q < policies_; ++q) {
      for (std::size_t p = 0; p < q; ++p) {
        const double deviation = (value[p] - value[q]) - (mean[p] - mean[q]);
        const double crossed = covariance(p, q);
        const double squares = ((covariance(p, p) - crossed) - (crossed - covariance(q, q))) * degrees;
        *cube++ += deviation * (deviation * deviation * weight - 3 * squares / n);
      }
      const double deviation = value[q] - mean[q];
      *cube++ += deviation * (deviation * deviation * weight - 3 * (covariance(q, q) * degrees) / n);
    }
  }
}

/// Pebay (2008), equation 2.1.
void OutcomeMoments::merge_cubes(const OutcomeMoments& other) {
  const auto a = static_cast<double>(count());
  const auto b = static_cast<double>(other.count());
  const double n = a + b;
  std::size_t place = 0;
  for (std::size_t row = 0; row < model::outcome_count; ++row) {
    for (std::size_t q = 0; q < policies_; ++q) {
      for (std::size_t p = 0; p <= q; ++p) {
        const Contrast contrast = contrast_of(p, q);
        const double gap = other.row_mean(row, contrast) - row_mean(row, contrast);
        const double squares = outcome_covariance(row, contrast, contrast) * (a - 1);
        const double other_squares = other.outcome_covariance(row, contrast, contrast) * (b - 1);
        cubes_[place] += other.cubes_[place] +
                         gap * (gap * gap * a * b * (a - b) / (n * n) + 3 * (a * other_squares - b * squares) / n);
        ++place;
      }
    }
  }
}

void OutcomeMoments::add_unequal(std::span<const double> values) {
  auto unequal = unequal_.begin();
  for (std::size_t row = 0; row < model::outcome_count; ++row) {
    const auto outcomes = values.subspan(row * policies_, policies_);
    for (std::size_t q = 0; q < policies_; ++q) {
      for (std::size_t p = 0; p <= q; ++p) {
        *unequal++ += (p == q ? outcomes[p] != 0 : !stats::equal_but_for_rounding(outcomes[p], outcomes[q])) ? 1 : 0;
      }
    }
  }
}

void OutcomeMoments::merge(const OutcomeMoments& other) {
  CONVOYRISK_ASSERT(policies_ == other.policies_);
  if (count() == 0 || other.count() == 0) {
    *this = count() == 0 ? other : *this;
    return;
  }
  merge_cubes(other);
  moments_.merge(other.moments_);
  for (std::size_t i = 0; i < unequal_.size(); ++i) {
    unequal_[i] = unequal_[i] < 0 || other.unequal_[i] < 0 ? -1 : unequal_[i] + other.unequal_[i];
  }
}

std::size_t OutcomeMoments::pair(std::size_t p, std::size_t q) const {
  const auto [low, high] = std::minmax(p, q);
  return pair_place(low, high);
}

std::size_t OutcomeMoments::outcome_pair(std::size_t row, Contrast contrast) const {
  return row * pair_count(policies_) + pair(contrast.policy, contrast.minus.value_or(contrast.policy));
}

bool OutcomeMoments::same(std::size_t row, Contrast contrast) const {
  if (!contrast.minus || count() == 0) {
    return false;
  }
  const std::int64_t unequal = unequal_[outcome_pair(row, contrast)];
  if (unequal >= 0) {
    return unequal == 0;
  }
  constexpr double rounding = 1e-12;  // of variances, which are told from each other by subtraction
  const double variances = outcome_covariance(row, {contrast.policy}, {contrast.policy}) +
                           outcome_covariance(row, {*contrast.minus}, {*contrast.minus});
  return stats::equal_but_for_rounding(row_mean(row, {contrast.policy}), row_mean(row, {*contrast.minus})) &&
         outcome_covariance(row, contrast, contrast) <= rounding * variances;
}

/// 0 where it is not known, or nothing varies.
double OutcomeMoments::skewness(std::size_t row, Contrast contrast) const {
  const auto n = static_cast<double>(count());
  const double cubes = cubes_[outcome_pair(row, contrast)] / n;
  const double variance = outcome_covariance(row, contrast, contrast) * (n - 1) / n;
  if (!(variance > 0) || std::isnan(cubes)) {
    return 0;
  }
  const double sign = contrast.minus && *contrast.minus < contrast.policy ? -1 : 1;
  return sign * cubes / std::pow(variance, 1.5);
}

double OutcomeMoments::row_mean(std::size_t row, Contrast contrast) const {
  return over_terms(contrast, [&](std::size_t p) { return moments_.mean(row * policies_ + p); });
}

double OutcomeMoments::mean(model::Outcome outcome, std::size_t policy) const {
  return moments_.mean(row_of(outcome) * policies_ + policy);
}

double OutcomeMoments::covariance(model::Outcome outcome, std::size_t policy, std::size_t other) const {
  return outcome_covariance(row_of(outcome), {policy}, {other});
}

double OutcomeMoments::correlation(model::Outcome outcome, std::size_t policy, std::size_t other) const {
  const double scale = std::sqrt(covariance(outcome, policy, policy) * covariance(outcome, other, other));
  return scale > 0 ? covariance(outcome, policy, other) / scale : 0;
}

double OutcomeMoments::outcome_covariance(std::size_t row, Contrast a, Contrast b) const {
  return over_terms(a, [&](std::size_t p) {
    return over_terms(b, [&](std::size_t q) { return moments_.covariance(row * pair_count(policies_) + pair(p, q)); });
  });
}

double OutcomeMoments::cross_covariance(std::size_t controlled, Contrast conditional, Contrast excess) const {
  const std::size_t first = rows * pair_count(policies_) + controlled * policies_ * policies_;
  return over_terms(conditional, [&](std::size_t p) {
    return over_terms(excess, [&](std::size_t q) { return moments_.covariance(first + p * policies_ + q); });
  });
}

std::int64_t OutcomeMoments::unequal_count(model::Outcome outcome, Contrast contrast) const {
  const std::int64_t counts = unequal_[outcome_pair(row_of(outcome), contrast)];
  const std::optional<model::Outcome> conditional = model::conditional_of(outcome);
  return conditional ? std::max(counts, unequal_[outcome_pair(row_of(*conditional), contrast)]) : counts;
}

stats::Sample OutcomeMoments::mean_and_variance(model::Outcome outcome, Contrast contrast) const {
  const std::size_t row = row_of(outcome);
  if (contrast.minus == contrast.policy) {
    return {count()};
  }
  if (same(row, contrast)) {
    return {count(), 0, 0, 0};
  }
  return {count(), row_mean(row, contrast), std::max(outcome_covariance(row, contrast, contrast), 0.0),
          unequal_[outcome_pair(row, contrast)]};
}

stats::Sample OutcomeMoments::sample(model::Outcome outcome, Contrast contrast) const {
  stats::Sample found = mean_and_variance(outcome, contrast);
  if (found.variance > 0) {
    found.skewness = skewness(row_of(outcome), contrast);
  }
  return found;
}

double OutcomeMoments::skewness(model::Outcome outcome, Contrast contrast) const {
  // Cubes are of one policy, or of the earlier of two minus the later.
  const bool turned = contrast.minus && contrast.policy > *contrast.minus;
  const double cubes = cubes_[outcome_pair(row_of(outcome), contrast)];
  return stats::sample_skewness(turned ? -cubes : cubes, sample(outcome, contrast).variance, count());
}

stats::ControlledSample OutcomeMoments::controlled_sample(std::size_t controlled, Contrast contrast) const {
  const std::size_t excess = excess_row(controlled);
  const std::size_t conditional = conditional_row(controlled);
  const std::int64_t unequal = unequal_[outcome_pair(row_of(controlled_outcomes[controlled]), contrast)];
  if (contrast.minus == contrast.policy) {
    return {count()};
  }
  if (unequal == 0 && same(conditional, contrast)) {
    return {count(), 0, 0, 0, 0, 0, 0, 0};
  }
  return {count(),
          draws_ > 0 ? 0 : unequal,
          row_mean(conditional, contrast),
          row_mean(excess, contrast),
          std::max(outcome_covariance(conditional, contrast, contrast), 0.0),
          std::max(outcome_covariance(excess, contrast, contrast), 0.0),
          cross_covariance(controlled, contrast, contrast),
          unequal_[outcome_pair(conditional, contrast)],
          skewness(conditional, contrast),
          skewness(row_of(controlled_outcomes[controlled]), contrast)};
}

double OutcomeMoments::estimator_covariance(model::Outcome outcome, Contrast a, double b_a, Contrast c,
                                            double b_c) const {
  const std::optional<std::size_t> controlled = controlled_index(outcome);
  if (same(row_of(outcome), a) && same(row_of(model::conditional_of(outcome).value_or(outcome)), a)) {
    return 0;
  }
  if (!controlled) {
    return outcome_covariance(row_of(outcome), a, c);
  }
  return outcome_covariance(conditional_row(*controlled), a, c) + b_c * cross_covariance(*controlled, a, c) +
         b_a * cross_covariance(*controlled, c, a) + b_a * b_c * outcome_covariance(excess_row(*controlled), a, c);
}

double OutcomeMoments::cost_covariance(Contrast contrast, double b) const {
  if (same(row_of(model::Outcome::cost), contrast)) {
    return 0;
  }
  const std::size_t square = policies_ * policies_;
  const std::size_t first = product_count(policies_) - cost_product_count(policies_);
  const auto covariance = [&](std::size_t part) {
    return over_terms(contrast, [&](std::size_t p) {
      return over_terms(contrast,
                        [&](std::size_t q) { return moments_.covariance(first + part * square + p * policies_ + q); });
    });
  };
  return covariance(0) + b * covariance(1);
}

}  // namespace convoyrisk::experiment
