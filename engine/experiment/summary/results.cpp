#include "experiment/summary/results.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.hpp"
#include "random/scrambling.hpp"

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

namespace {

using Means = std::vector<double>;

/// One value a part of these draws. Parts differ in size where a round is not whole; each deviates from the mean over
/// all draws so far that the mean of the values is that mean, and their variance over their number that of it.
void add_parts(OutcomeMoments& moments, std::span<const Means> draws) {
  const std::size_t parts = random::independent_parts(draws.size());
  const std::size_t variables = draws.front().size();
  const auto n = static_cast<double>(draws.size());
  // From the first draw on, so that what is the same in all draws has no rounding.
  std::vector<Means> sums(parts, Means(variables));
  std::vector<double> sizes(parts);
  Means mean(variables);
  for (std::size_t draw = 0; draw < draws.size(); ++draw) {
    const std::size_t part = random::part_of(draw, draws.size());
    sizes[part] += 1;
    for (std::size_t i = 0; i < variables; ++i) {
      const double deviation = draws[draw][i] - draws.front()[i];
      sums[part][i] += deviation;
      mean[i] += deviation / n;
    }
  }
  for (std::size_t part = 0; part < parts; ++part) {
    for (std::size_t i = 0; i < variables; ++i) {
      const double apart = (sums[part][i] - sizes[part] * mean[i]) * static_cast<double>(parts) / n;
      sums[part][i] = draws.front()[i] + mean[i] + apart;
    }
    moments.add_part(sums[part]);
  }
}

}  // namespace

Units::Units(const Plan& plan, std::size_t points)
    : draws_(plan.has_draws()), points_(points, OutcomeMoments(plan.policies.size())), means_(points) {}

void Units::add(const BlockSums& block) {
  for (std::size_t point = 0; point < points_.size(); ++point) {
    const OutcomeMoments& sample = block.points[point].moments;
    if (draws_) {
      means_[point].push_back(sample.moments().means());
      points_[point].count_draw(means_[point].back());
    } else {
      points_[point].merge(sample);
    }
  }
}

void Units::close() {
  for (std::size_t point = 0; point < points_.size(); ++point) {
    if (!means_[point].empty()) {
      add_parts(points_[point], means_[point]);
      means_[point].clear();
    }
  }
}

Units units(const Plan& plan, const Results& results) {
  Units all(plan, results.points());
  for (const BlockSums& block : results.blocks) {
    all.add(block);
  }
  all.close();
  return all;
}

}  // namespace convoyrisk::experiment
