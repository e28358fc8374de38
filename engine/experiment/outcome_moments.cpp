#include "experiment/outcome_moments.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.hpp"

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
  return std::make_shared<const std::vector<stats::CoMoments::Pair>>(std::move(pairs));
}

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
  return rows * pair_count(policies) + controlled_count * policies * policies;
}
std::size_t OutcomeMoments::nonzero_count(std::size_t policies) { return controlled_count * pair_count(policies); }

OutcomeMoments::OutcomeMoments(std::size_t policies)
    : policies_(policies),
      moments_(variable_count(policies), shared_pairs(policies)),
      nonzero_(nonzero_count(policies)) {}

OutcomeMoments::OutcomeMoments(std::size_t policies, std::int64_t count, std::vector<double> means,
                               std::vector<double> products, PairCounts nonzero)
    : policies_(policies),
      moments_(shared_pairs(policies), count, std::move(means), std::move(products)),
      nonzero_(std::move(nonzero)) {
  CONVOYRISK_ASSERT(moments_.means().size() == variable_count(policies));
  CONVOYRISK_ASSERT(nonzero_.size() == nonzero_count(policies));
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
  add(scratch);
}

void OutcomeMoments::add_means(const OutcomeMoments& sample) { add(sample.moments_.means()); }

void OutcomeMoments::add(std::span<const double> values) {
  moments_.add(values);
  for (std::size_t i = 0; i < controlled_count; ++i) {
    const auto counts = values.subspan(row_of(controlled_outcomes[i]) * policies_, policies_);
    const auto nonzero = std::span(nonzero_).subspan(i * pair_count(policies_));
    for (std::size_t q = 0; q < policies_; ++q) {
      for (std::size_t p = 0; p <= q; ++p) {
        nonzero[pair(p, q)] += (p == q ? counts[p] != 0 : counts[p] != counts[q]) ? 1 : 0;
      }
    }
  }
}

void OutcomeMoments::merge(const OutcomeMoments& other) {
  CONVOYRISK_ASSERT(policies_ == other.policies_);
  moments_.merge(other.moments_);
  for (std::size_t i = 0; i < nonzero_.size(); ++i) {
    nonzero_[i] += other.nonzero_[i];
  }
}

std::size_t OutcomeMoments::pair(std::size_t p, std::size_t q) const {
  const auto [low, high] = std::minmax(p, q);
  return high * (high + 1) / 2 + low;
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

stats::Sample OutcomeMoments::sample(model::Outcome outcome, Contrast contrast) const {
  return {count(), over_terms(contrast, [&](std::size_t p) { return mean(outcome, p); }),
          std::max(outcome_covariance(row_of(outcome), contrast, contrast), 0.0)};
}

stats::ControlledSample OutcomeMoments::controlled_sample(std::size_t controlled, Contrast contrast) const {
  const auto mean_of = [&](std::size_t row) {
    return over_terms(contrast, [&](std::size_t p) { return moments_.mean(row * policies_ + p); });
  };
  const std::size_t excess = excess_row(controlled);
  const std::size_t conditional = conditional_row(controlled);
  return {
      count(),
      nonzero_[controlled * pair_count(policies_) + pair(contrast.policy, contrast.minus.value_or(contrast.policy))],
      mean_of(conditional),
      mean_of(excess),
      std::max(outcome_covariance(conditional, contrast, contrast), 0.0),
      std::max(outcome_covariance(excess, contrast, contrast), 0.0),
      cross_covariance(controlled, contrast, contrast)};
}

double OutcomeMoments::estimator_covariance(model::Outcome outcome, Contrast a, double b_a, Contrast c,
                                            double b_c) const {
  const std::optional<std::size_t> controlled = controlled_index(outcome);
  if (!controlled) {
    return outcome_covariance(row_of(outcome), a, c);
  }
  return outcome_covariance(conditional_row(*controlled), a, c) + b_c * cross_covariance(*controlled, a, c) +
         b_a * cross_covariance(*controlled, c, a) + b_a * b_c * outcome_covariance(excess_row(*controlled), a, c);
}

}  // namespace convoyrisk::experiment
