#include "experiment/choice.hpp"

#include <algorithm>

#include "experiment/best.hpp"
#include "experiment/regret.hpp"
#include "experiment/stopping.hpp"
#include "stats/simultaneous.hpp"

namespace convoyrisk::experiment {
namespace {

/// What a policy is judged by where single replications are not looked at: the conditional expectation where there is
/// one.
model::Outcome judged(model::Outcome outcome) { return model::conditional_of(outcome).value_or(outcome); }

double control_coefficient(const OutcomeMoments& moments, model::Outcome outcome, std::size_t policy,
                           double confidence) {
  const std::optional<std::size_t> controlled = controlled_index(outcome);
  return controlled
             ? stats::controlled_estimate(moments.controlled_sample(*controlled, {policy}), confidence).coefficient
             : 0;
}

std::vector<double> probabilities_best(const OutcomeMoments& moments, model::Outcome outcome,
                                       const std::vector<std::size_t>& eligible, const Question& question,
                                       std::uint64_t seed) {
  const auto size = static_cast<Eigen::Index>(eligible.size());
  Eigen::VectorXd means(size);
  Eigen::MatrixXd covariance(size, size);
  std::vector<double> coefficients;
  for (const std::size_t policy : eligible) {
    coefficients.push_back(control_coefficient(moments, outcome, policy, question.confidence));
  }
  const auto units = static_cast<double>(moments.count());
  for (Eigen::Index i = 0; i < size; ++i) {
    const auto row = static_cast<std::size_t>(i);
    means(i) = estimate(moments, outcome, {eligible[row]}, question.confidence).mean;
    for (Eigen::Index j = 0; j < size; ++j) {
      const auto column = static_cast<std::size_t>(j);
      covariance(i, j) = moments.estimator_covariance(outcome, {eligible[row]}, coefficients[row], {eligible[column]},
                                                      coefficients[column]) /
                         units;
    }
  }
  return probability_best(means, covariance, seed);
}

std::vector<ChoiceOverDraws> over_draws(const Results& results, std::size_t point, model::Outcome outcome,
                                        const std::vector<std::size_t>& eligible, double confidence) {
  DrawnMeans draws(results.blocks.size(), eligible.size());
  for (std::size_t draw = 0; draw < results.blocks.size(); ++draw) {
    const OutcomeMoments& moments = results.blocks[draw].points[point].moments;
    Eigen::MatrixXd& errors = draws.errors[draw % DrawnMeans::groups];
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

/// Fills winner and in_question from the intervals of all pairs of eligible policies, which hold together.
void rank(Choice& choice, const OutcomeMoments& moments, const std::vector<std::size_t>& eligible, double confidence) {
  const std::size_t pairs = stats::comparisons(stats::Family::all_pairs, eligible.size());
  const double each = stats::bonferroni_confidence(confidence, std::max<std::size_t>(pairs, 1));
  const auto better = [&](std::size_t policy, std::size_t other) {
    return estimate(moments, choice.outcome, {policy, other}, each).interval.high < 0;
  };
  for (const std::size_t policy : eligible) {
    const auto others = [&](const auto& holds) {
      return std::ranges::all_of(eligible, [&](std::size_t other) { return other == policy || holds(other); });
    };
    if (eligible.size() > 1 && others([&](std::size_t other) { return better(policy, other); })) {
      choice.winner = policy;
    }
    if (others([&](std::size_t other) { return !better(other, policy); })) {
      choice.in_question.push_back(policy);
    }
  }
}

}  // namespace

double delivered_share(const OutcomeMoments& moments, std::size_t policy) {
  const double baseline = moments.mean(model::Outcome::workers_delivered, 0);
  return baseline > 0 ? moments.mean(model::Outcome::workers_delivered, policy) / baseline : 1;
}

Choice choose(const Plan& plan, const Results& results, const OutcomeMoments& moments, std::size_t point,
              model::Outcome outcome, const Question& question) {
  Choice choice{outcome, std::vector<Standing>(moments.policies()), std::nullopt, {}};
  std::vector<std::size_t> eligible;
  const std::size_t against = stats::comparisons(stats::Family::against_baseline, moments.policies());
  const double each = stats::bonferroni_confidence(question.confidence, std::max<std::size_t>(against, 1));
  for (std::size_t policy = 0; policy < moments.policies(); ++policy) {
    Standing& standing = choice.policies[policy];
    standing.eligible = delivered_share(moments, policy) >= question.least_delivered;
    standing.against_baseline = estimate(moments, outcome, {policy, 0}, each).interval;
    if (standing.eligible) {
      eligible.push_back(policy);
    }
  }
  const std::vector<double> best = probabilities_best(moments, outcome, eligible, question, plan.seed);
  const auto draws = plan.has_draws() ? over_draws(results, point, outcome, eligible, question.confidence)
                                      : std::vector<ChoiceOverDraws>();
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    choice.policies[eligible[i]].probability_best = best[i];
    if (!draws.empty()) {
      choice.policies[eligible[i]].over_draws = draws[i];
    }
  }
  rank(choice, moments, eligible, question.confidence);
  return choice;
}

std::vector<std::optional<Payment>> payments(const Results& results, std::size_t point, const Question& question) {
  const model::Outcome killed = judged(model::Outcome::killed_total);
  std::vector<std::optional<Payment>> list(results.policies());
  for (std::size_t policy = 1; policy < results.policies(); ++policy) {
    std::vector<double> costs;
    std::vector<double> averted;
    for (const BlockSums& block : results.blocks) {
      if (block.replications == results.blocks.front().replications) {
        const OutcomeMoments& moments = block.points[point].moments;
        costs.push_back(moments.mean(model::Outcome::cost, policy) - moments.mean(model::Outcome::cost, 0));
        averted.push_back(moments.mean(killed, 0) - moments.mean(killed, policy));
      }
    }
    if (costs.size() < 2) {
      continue;
    }
    Payment& payment = list[policy].emplace();
    payment.cost = stats::cost_per_death_averted(stats::paired_means(costs, averted), question.confidence);
    if (question.value_of_life) {
      payment.break_even = stats::break_even(payment.cost, *question.value_of_life);
    }
  }
  return list;
}

}  // namespace convoyrisk::experiment
