#include "experiment/summary/joined.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/stop.hpp"

namespace convoyrisk::experiment {

bool hold_outcomes(const Results& results) {
  return std::ranges::all_of(results.totals, [&](const PolicyTotals& totals) {
    return static_cast<std::int64_t>(totals.values.size()) == results.replications;
  });
}

Results joined(const std::vector<JoinedPolicy>& policies) {
  const Results& first = *policies.front().results;
  Results all;
  all.segment_km.resize(1);
  all.first_block = first.first_block;
  all.replications = first.replications;
  for (const JoinedPolicy& policy : policies) {
    CONVOYRISK_ASSERT(policy.results->blocks.size() == first.blocks.size() && hold_outcomes(*policy.results));
    all.policy_names.push_back(policy.name);
    PolicyTotals totals = policy.results->totals_of(policy.point, policy.policy);
    totals.legs.clear();
    all.totals.push_back(std::move(totals));
  }
  std::vector<model::ReplicationResult> outcomes(policies.size());
  std::vector<double> scratch;
  std::size_t replication = 0;
  for (std::size_t index = 0; index < first.blocks.size(); ++index) {
    BlockSums& block = all.blocks.emplace_back();
    block.replications = first.blocks[index].replications;
    PointSums& sums = block.points.emplace_back(PointSums{OutcomeMoments(policies.size()), {}});
    for (const JoinedPolicy& policy : policies) {
      const BlockSums& own = policy.results->blocks[index];
      CONVOYRISK_ASSERT(own.replications == block.replications);
      sums.policies.push_back(own.points[policy.point].policies[policy.policy]);
    }
    for (std::int64_t i = 0; i < block.replications; ++i, ++replication) {
      heed_stop();
      for (std::size_t policy = 0; policy < policies.size(); ++policy) {
        outcomes[policy].outcomes = model::OutcomeValues(all.totals[policy].values[replication]);
      }
      sums.add(outcomes, scratch);
    }
  }
  return all;
}

}  // namespace convoyrisk::experiment
