#include "experiment/summary/block_check.hpp"

#include <algorithm>

namespace convoyrisk::experiment {
namespace {

bool holds_all(const PointSums& point, const Plan& plan, std::int64_t replications) {
  const std::size_t policies = plan.policies.size();
  return point.deadly_together.size() == death_thresholds.size() * OutcomeMoments::pair_count(policies) &&
         point.moments.policies() == policies && point.moments.count() == replications &&
         point.policies.size() == policies && std::ranges::all_of(point.policies, [&](const PolicySums& policy) {
           return std::ranges::all_of(policy.tails,
                                      [&](const stats::Histogram& tail) { return tail.count() == replications; });
         });
}

}  // namespace

std::string defect(const Block& block, const Plan& plan, const Results& run) {
  const std::int64_t most = plan.has_draws() ? plan.replications : block_size;
  const std::int64_t all = block.sums.replications;
  if (block.index < 0 || block.added < 1 || all < block.added || all > most || (plan.has_draws() && all != most)) {
    return "a block with a wrong number of replications";
  }
  if (block.sums.points.size() != plan.points || block.totals.size() != plan.points * plan.policies.size()) {
    return "a block of other policies or points";
  }
  if (!std::ranges::all_of(block.sums.points, [&](const PointSums& point) { return holds_all(point, plan, all); })) {
    return "a block whose sums are not over its replications";
  }
  const auto of_convoys = [&](const PointSums& point) {
    return std::ranges::all_of(
        point.policies, [&](const PolicySums& policy) { return policy.convoys_conditional.size() == run.convoys; });
  };
  if (!std::ranges::all_of(block.sums.points, of_convoys) ||
      !std::ranges::all_of(block.totals,
                           [&](const PolicyTotals& totals) { return totals.convoys.size() == run.convoys; })) {
    return "a block of other convoys";
  }
  const auto rows = static_cast<std::size_t>(block.added);
  if (!std::ranges::all_of(block.totals, [&](const PolicyTotals& totals) {
        return totals.values.empty() || totals.values.size() == rows;
      })) {
    return "a block whose outcomes are not those of its replications";
  }
  const bool known = !run.blocks.empty() && !run.totals.front().days.empty();
  const std::size_t days = (known ? run.totals : block.totals).front().days.size();
  for (std::size_t row = 0; row < block.totals.size(); ++row) {
    if (block.totals[row].legs.size() != run.segment_km[row / plan.policies.size()].size() ||
        block.totals[row].days.size() != days) {
      return "a block of other legs or days";
    }
  }
  return "";
}

bool is_whole(const Block& block, const Plan& plan) {
  if (block.index >= plan.block_count()) {
    return false;
  }
  const Plan::Range range = plan.range(block.index);
  return block.added == block.sums.replications && block.added == range.end - range.first;
}

}  // namespace convoyrisk::experiment
