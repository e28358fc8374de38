#include "experiment/summary.hpp"

#include <numeric>

namespace convoyrisk::experiment {
namespace {

OutcomeSummary plain(const stats::Moments& moments, double confidence) {
  OutcomeSummary summary;
  summary.estimate = stats::mean_estimate(moments, confidence);
  summary.plain_mean = moments.mean();
  summary.plain_standard_error = moments.standard_error();
  summary.plain_variance = moments.variance();
  summary.variance_conditional = moments.variance();
  summary.variance_controlled = moments.variance();
  return summary;
}

/// One summary an outcome, with the control variate where there is one.
std::vector<OutcomeSummary> summaries(
    const std::array<stats::Moments, model::outcome_count>& outcomes,
    const std::array<stats::ControlledMoments, controlled_outcomes.size()>& controlled, double confidence) {
  std::vector<OutcomeSummary> list;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    OutcomeSummary summary = plain(outcomes[static_cast<std::size_t>(info.outcome)], confidence);
    const std::size_t index = controlled_index(info.outcome);
    if (index < controlled.size()) {
      const stats::ControlledEstimate estimate = stats::controlled_estimate(controlled[index], confidence);
      summary.estimate = estimate.estimate;
      summary.control_coefficient = estimate.coefficient;
      summary.variance_conditional = estimate.variance_conditional;
      summary.variance_controlled = estimate.variance_controlled;
      summary.z_score = estimate.z_score;
    }
    list.push_back(summary);
  }
  return list;
}

std::vector<DeathChance> death_chances(const std::vector<std::int64_t>& total_killed, std::int64_t replications,
                                       double confidence) {
  std::vector<DeathChance> chances;
  for (const int dead : death_thresholds) {
    const auto first = std::min(static_cast<std::size_t>(dead), total_killed.size());
    const auto reached =
        std::accumulate(total_killed.begin() + static_cast<std::ptrdiff_t>(first), total_killed.end(), std::int64_t{0});
    chances.push_back({dead, static_cast<double>(reached) / static_cast<double>(replications),
                       stats::clopper_pearson(reached, replications, confidence)});
  }
  return chances;
}

}  // namespace

Summary summarise(const spec::Scenario& scenario, const Results& results, std::uint64_t seed, double confidence) {
  Summary summary{
      scenario.title, scenario.costs.currency, scenario.horizon_h, results.replications, seed, confidence, true, {}};
  for (std::size_t i = 0; i < results.policies.size(); ++i) {
    const PolicyResults& policy = results.policies[i];
    const PairedResults& paired = results.against_baseline[i];
    PolicySummary row;
    row.name = results.policy_names[i];
    row.outcomes = summaries(policy.outcomes, policy.controlled, confidence);
    row.difference = summaries(paired.difference, paired.controlled, confidence);
    for (std::size_t j = 0; j < model::outcome_count; ++j) {
      const double independent = results.policies[0].outcomes[j].variance() + policy.outcomes[j].variance();
      const double reached = row.difference[j].variance_controlled;
      row.correlation.push_back(paired.together[j].correlation());
      row.variance_reduction.push_back(reached > 0 ? independent / reached : 0);
    }
    row.chances = death_chances(policy.total_killed, results.replications, confidence);
    summary.policies.push_back(std::move(row));
  }
  return summary;
}

}  // namespace convoyrisk::experiment
