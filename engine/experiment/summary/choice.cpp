#include "experiment/summary/choice.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "experiment/summary/best.hpp"
#include "experiment/summary/regret.hpp"
#include "experiment/summary/stopping.hpp"
#include "stats/simultaneous.hpp"

namespace convoyrisk::experiment {
namespace {

/// What a policy is judged by where single replications are not looked at: the conditional expectation where there is
/// one.
model::Outcome judged(model::Outcome outcome) { return model::conditional_of(outcome).value_or(outcome); }

/// Confidence of each of the intervals that hold for all pairs together.
double of_all_pairs(std::size_t policies, double confidence) {
  const std::size_t pairs = stats::comparisons(stats::Family::all_pairs, policies);
  return stats::bonferroni_confidence(confidence, std::max<std::size_t>(pairs, 1));
}

/// An estimated difference and the coefficient of its control variate.
struct Difference {
  Contrast contrast;
  double mean = 0;
  double coefficient = 0;
};

Difference difference(const OutcomeMoments& moments, model::Outcome outcome, Contrast contrast) {
  constexpr double any_confidence = 0.95;
  if (const std::optional<std::size_t> controlled = controlled_index(outcome)) {
    const stats::ControlledEstimate found =
        stats::controlled_estimate(moments.controlled_sample(*controlled, contrast), any_confidence);
    return {contrast, found.estimate.mean, found.coefficient};
  }
  return {contrast, moments.sample(outcome, contrast).mean, 0};
}

/// From the differences that the table shows and the intervals are made of.
std::vector<double> probabilities_best(const OutcomeMoments& moments, model::Outcome outcome,
                                       const std::vector<std::size_t>& eligible, std::uint64_t seed) {
  std::vector<Rivals> all;
  for (const std::size_t policy : eligible) {
    std::vector<Difference> differences;
    for (const std::size_t other : eligible) {
      if (other != policy) {
        differences.push_back(difference(moments, outcome, {policy, other}));
      }
    }
    const auto size = static_cast<Eigen::Index>(differences.size());
    Rivals& rivals = all.emplace_back(Rivals{Eigen::VectorXd(size), Eigen::MatrixXd(size, size)});
    for (Eigen::Index i = 0; i < size; ++i) {
      const Difference& first = differences[static_cast<std::size_t>(i)];
      rivals.differences(i) = first.mean;
      for (Eigen::Index j = 0; j < size; ++j) {
        const Difference& second = differences[static_cast<std::size_t>(j)];
        rivals.covariance(i, j) = moments.estimator_covariance(outcome, first.contrast, first.coefficient,
                                                               second.contrast, second.coefficient) /
                                  static_cast<double>(moments.count());
      }
    }
  }
  return probabilities_best(all, seed);
}

std::vector<ChoiceOverDraws> over_draws(const Results& results, std::size_t point, model::Outcome outcome,
                                        const std::vector<std::size_t>& eligible, double confidence) {
  DrawnMeans draws(results.blocks.size(), eligible.size());
  for (std::size_t draw = 0; draw < results.blocks.size(); ++draw) {
    const OutcomeMoments& moments = results.blocks[draw].points[point].moments;
    Eigen::MatrixXd& errors = draws.errors[draws.group_of(draw)];
    for (std::size_t i = 0; i < eligible.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      draws.means(static_cast<Eigen::Index>(draw), row) = moments.mean(judged(outcome), eligible[i]);
      for (std::size_t j = 0; j < eligible.size(); ++j) {
        errors(row, static_cast<Eigen::Index>(j)) +=
            moments.covariance(judged(outcome), eligible[i], eligible[j]) / static_cast<double>(moments.count());
      }
    }
  }
  return choice_over_draws(draws, confidence);
}

/// Extra cost and deaths averted, which are what the table of differences says of killed_total.
stats::PairedMeans cost_and_deaths(const OutcomeMoments& moments, Contrast contrast, double confidence) {
  const auto units = static_cast<double>(moments.count());
  const std::size_t total = *controlled_index(model::Outcome::killed_total);
  const stats::Sample cost = moments.sample(model::Outcome::cost, contrast);
  const stats::ControlledEstimate deaths =
      stats::controlled_estimate(moments.controlled_sample(total, contrast), confidence);
  return {cost.mean,
          -deaths.estimate.mean,
          cost.variance / units,
          deaths.variance_controlled / units,
          -moments.cost_covariance(contrast, deaths.coefficient) / units,
          moments.count() - (deaths.coefficient == 0 ? 1 : 2)};
}

bool happened(const OutcomeMoments& moments, model::Outcome outcome, std::size_t policy) {
  return moments.mean(outcome, policy) != 0;
}

/// Which side of `other` a policy is on, by the interval of its difference.
Side side_of(const OutcomeMoments& moments, const Choice& choice, std::size_t policy, std::size_t other,
             const stats::Interval& interval) {
  const model::Outcome outcome = choice.outcome;
  if (moments.unequal_count(outcome, {policy, other}) == 0) {
    return happened(moments, judged(outcome), policy) ? Side::same : Side::not_told;
  }
  if (-choice.margin <= interval.low && interval.high <= choice.margin) {
    return Side::equal;
  }
  return interval.high < 0 ? Side::less : interval.low > 0 ? Side::more : Side::not_told;
}

/// Fills winner and in_question from the intervals of all pairs of eligible policies, which hold together.
void rank(Choice& choice, const OutcomeMoments& moments, const std::vector<std::size_t>& eligible, double each) {
  const auto side = [&](std::size_t policy, std::size_t other) {
    return side_of(moments, choice, policy, other, estimate(moments, choice.outcome, {policy, other}, each).interval);
  };
  for (const std::size_t policy : eligible) {
    const auto others = [&](const auto& holds) {
      return std::ranges::all_of(eligible, [&](std::size_t other) { return other == policy || holds(other); });
    };
    if (eligible.size() > 1 && others([&](std::size_t other) { return side(policy, other) == Side::less; })) {
      choice.winner = policy;
    }
    if (others([&](std::size_t other) { return side(policy, other) != Side::more; })) {
      choice.in_question.push_back(policy);
    }
  }
  const auto equal = [&](std::size_t policy, std::size_t other) {
    const Side found = side(policy, other);
    return policy == other || found == Side::equal || found == Side::same;
  };
  const auto& list = choice.in_question;
  choice.equal_in_question =
      list.size() > 1 && std::ranges::all_of(list, [&](std::size_t policy) {
        return std::ranges::all_of(list, [&](std::size_t other) { return equal(policy, other); });
      });
}

}  // namespace

std::string_view name_of(Side side) {
  constexpr std::array<std::string_view, 7> names{"less", "more", "equal", "same", "not_told", "left_out", "baseline"};
  return names[static_cast<std::size_t>(side)];
}

double delivered_share(const OutcomeMoments& moments, std::size_t policy) {
  const double baseline = moments.mean(model::Outcome::workers_delivered, 0);
  return baseline > 0 ? moments.mean(model::Outcome::workers_delivered, policy) / baseline : 1;
}

Choice choose(const Plan& plan, const Results& results, const OutcomeMoments& moments, std::size_t point,
              model::Outcome outcome, const Question& question) {
  Choice choice;
  choice.outcome = outcome;
  choice.policies.resize(moments.policies());
  choice.margin = question.equivalent_is_share
                      ? question.equivalent * std::abs(estimate(moments, outcome, {0}, question.confidence).mean)
                      : question.equivalent;
  std::vector<std::size_t> eligible;
  const double each = of_all_pairs(moments.policies(), question.confidence);
  for (std::size_t policy = 0; policy < moments.policies(); ++policy) {
    Standing& standing = choice.policies[policy];
    standing.eligible = delivered_share(moments, policy) >= question.least_delivered;
    standing.against_baseline = estimate(moments, outcome, {policy, 0}, each).interval;
    standing.side = policy == 0          ? Side::baseline
                    : !standing.eligible ? Side::left_out
                                         : side_of(moments, choice, policy, 0, standing.against_baseline);
    if (standing.eligible) {
      eligible.push_back(policy);
    }
  }
  const std::vector<double> best = probabilities_best(moments, outcome, eligible, plan.seed);
  const auto draws = plan.has_draws() ? over_draws(results, point, outcome, eligible, question.confidence)
                                      : std::vector<ChoiceOverDraws>();
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    choice.policies[eligible[i]].probability_best = best[i];
    if (!draws.empty()) {
      choice.policies[eligible[i]].over_draws = draws[i];
    }
  }
  rank(choice, moments, eligible, each);
  return choice;
}

std::vector<std::optional<Payment>> payments(const OutcomeMoments& moments, const Question& question) {
  const double each = of_all_pairs(moments.policies(), question.confidence);
  std::vector<std::optional<Payment>> list(moments.policies());
  for (std::size_t policy = 1; policy < moments.policies(); ++policy) {
    const stats::PairedMeans means = cost_and_deaths(moments, {policy, 0}, each);
    if (means.degrees < 1 || std::isnan(means.covariance)) {
      continue;
    }
    Payment& payment = list[policy].emplace();
    payment.cost = stats::cost_per_death_averted(means, each);
    const stats::Interval deaths = estimate(moments, model::Outcome::killed_total, {policy, 0}, each).interval;
    if (!std::isfinite(deaths.low) || (deaths.low <= 0 && deaths.high >= 0)) {  // too few, or skewed
      payment.cost.deaths_told = moments.unequal_count(model::Outcome::killed_total, {policy, 0}) == 0 &&
                                 happened(moments, judged(model::Outcome::killed_total), 0);
      payment.cost.supported = false;
      payment.cost.ratio.reset();
    }
    if (question.value_of_life) {
      payment.break_even = stats::break_even(payment.cost, *question.value_of_life);
    }
  }
  return list;
}

}  // namespace convoyrisk::experiment
