#include "experiment/summary/results.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"

namespace convoyrisk::experiment {

stats::Histogram Results::tail(model::Outcome outcome, std::size_t point, std::size_t policy) const {
  stats::Histogram histogram;
  for (const BlockSums& block : blocks) {
    histogram.merge(block.points[point].policies[policy].tails[*tail_index(outcome)]);
  }
  return histogram;
}

std::vector<double> Results::severity_conditional(std::size_t point, std::size_t policy) const {
  std::vector<double> sums;
  for (const BlockSums& block : blocks) {
    add_vector(sums, block.points[point].policies[policy].severity_conditional);
  }
  return sums;
}

std::vector<stats::RealSums> Results::convoys_conditional(std::size_t point, std::size_t policy) const {
  std::vector<stats::RealSums> sums(convoys);
  for (const BlockSums& block : blocks) {
    const std::vector<stats::RealSums>& added = block.points[point].policies[policy].convoys_conditional;
    if (added.size() != convoys) {
      return {};
    }
    for (std::size_t i = 0; i < convoys; ++i) {
      sums[i].merge(added[i]);
    }
  }
  return sums;
}

void Results::append(Block&& block) {
  CONVOYRISK_ASSERT(block.index == end_block() || block.index == end_block() - 1);
  if (block.index == end_block()) {
    blocks.emplace_back();
  }
  blocks.back() = std::move(block.sums);
  totals.resize(block.totals.size());
  for (std::size_t i = 0; i < totals.size(); ++i) {
    totals[i].merge(std::move(block.totals[i]));
  }
  replications += block.added;
}

void Results::append(Results&& following) {
  CONVOYRISK_ASSERT(following.first_block == end_block());
  std::ranges::move(following.blocks, std::back_inserter(blocks));
  for (std::size_t i = 0; i < totals.size(); ++i) {
    totals[i].merge(std::move(following.totals[i]));
  }
  replications += following.replications;
}

Units::Units(const Plan& plan, std::size_t points)
    : draws_(plan.has_draws()), points_(points, OutcomeMoments(plan.policies.size())) {}

void Units::add(const BlockSums& block) {
  for (std::size_t point = 0; point < points_.size(); ++point) {
    if (draws_) {
      points_[point].add_means(block.points[point].moments);
    } else {
      points_[point].merge(block.points[point].moments);
    }
  }
}

Units units(const Plan& plan, const Results& results) {
  Units all(plan, results.points());
  for (const BlockSums& block : results.blocks) {
    all.add(block);
  }
  return all;
}

}  // namespace convoyrisk::experiment
