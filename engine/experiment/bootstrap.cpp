#include "experiment/bootstrap.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "experiment/purpose.hpp"
#include "random/stream.hpp"

namespace convoyrisk::experiment {
namespace {

using Blocks = std::span<const stats::Histogram* const>;

/// One value, and by group what lies above it.
struct Row {
  std::int64_t value = 0;
  std::vector<std::int64_t> above;  ///< values that are greater
  std::vector<double> excess;       ///< sum of what these are greater by
};

/// By group.
std::vector<stats::Histogram> merged(Blocks blocks, std::size_t blocks_per_group, std::size_t groups) {
  std::vector<stats::Histogram> histograms(groups);
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    histograms[block / blocks_per_group].merge(*blocks[block]);
  }
  return histograms;
}

/// By value, ascending.
std::vector<Row> rows_of(const std::vector<stats::Histogram>& groups) {
  stats::Histogram all;
  for (const stats::Histogram& group : groups) {
    all.merge(group);
  }
  std::vector<Row> rows(all.entries().size());
  for (std::size_t i = rows.size(); i-- > 0;) {
    rows[i] = {all.entries()[i].value, std::vector<std::int64_t>(groups.size()), std::vector<double>(groups.size())};
    if (i + 1 == rows.size()) {
      continue;
    }
    const Row& next = rows[i + 1];
    for (std::size_t group = 0; group < groups.size(); ++group) {
      rows[i].above[group] = next.above[group] + groups[group].count_of(next.value);
      rows[i].excess[group] = next.excess[group] + static_cast<double>(next.value - rows[i].value) *
                                                       static_cast<double>(rows[i].above[group]);
    }
  }
  return rows;
}

template <class Value>
Value weighted_sum(std::span<const std::int64_t> weights, const std::vector<Value>& values) {
  Value sum = 0;
  for (std::size_t group = 0; group < values.size(); ++group) {
    sum += static_cast<Value>(weights[group]) * values[group];
  }
  return sum;
}

/// stats::cvar of a resample of so many values. The quantile is found by bisection, for the counts above fall.
double cvar_of(const std::vector<Row>& rows, std::span<const std::int64_t> weights, std::int64_t count, double level) {
  const std::int64_t most_above = count - stats::quantile_rank(count, level);
  const auto split =
      std::ranges::partition_point(rows, [&](const Row& row) { return weighted_sum(weights, row.above) > most_above; });
  return static_cast<double>(split->value) +
         weighted_sum(weights, split->excess) / (static_cast<double>(count) * (1 - level));
}

}  // namespace

BlockBootstrap::BlockBootstrap(std::size_t blocks, std::uint64_t seed)
    : blocks_(blocks),
      blocks_per_group_(std::max<std::size_t>(1, (blocks + most_groups - 1) / most_groups)),
      groups_((blocks + blocks_per_group_ - 1) / blocks_per_group_) {
  if (groups_ < least_groups) {
    return;
  }
  weights_.resize(resamples * groups_);
  for (std::size_t resample = 0; resample < resamples; ++resample) {
    random::Stream stream(seed, key(Purpose::bootstrap), resample, 0, 0);
    for (std::size_t taken = 0; taken < groups_; ++taken) {
      const auto group = static_cast<std::size_t>(stream.uniform() * static_cast<double>(groups_));
      ++weights_[resample * groups_ + group];
    }
  }
}

std::vector<double> BlockBootstrap::cvars(Blocks blocks, double level) const {
  CONVOYRISK_ASSERT(blocks.size() == blocks_);
  std::vector<double> values;
  if (weights_.empty()) {
    return values;
  }
  const std::vector<stats::Histogram> histograms = merged(blocks, blocks_per_group_, groups_);
  const std::vector<Row> rows = rows_of(histograms);
  std::vector<std::int64_t> sizes;
  sizes.reserve(groups_);
  for (const stats::Histogram& histogram : histograms) {
    sizes.push_back(histogram.count());
  }
  for (std::size_t resample = 0; resample < resamples; ++resample) {
    const auto weights = std::span(weights_).subspan(resample * groups_, groups_);
    values.push_back(cvar_of(rows, weights, weighted_sum(weights, sizes), level));
  }
  return values;
}

stats::Interval BlockBootstrap::cvar(Blocks blocks, double level, double confidence) const {
  return percentiles(cvars(blocks, level), confidence);
}

stats::Interval BlockBootstrap::percentiles(std::vector<double> resampled, double confidence) {
  if (resampled.empty()) {
    return stats::endless;
  }
  std::ranges::sort(resampled);
  const auto count = static_cast<std::int64_t>(resampled.size());
  const std::int64_t rank = stats::quantile_rank(count, (1 - confidence) / 2);
  return {resampled[static_cast<std::size_t>(rank - 1)], resampled[static_cast<std::size_t>(count - rank)]};
}

stats::Interval BlockBootstrap::difference(double difference, std::span<const double> first,
                                           std::span<const double> second, double confidence) const {
  if (first.empty()) {
    return stats::endless;
  }
  CONVOYRISK_ASSERT(first.size() == second.size());
  const auto count = static_cast<double>(first.size());
  double mean = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    mean += (first[i] - second[i]) / count;
  }
  double variance = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const double deviation = first[i] - second[i] - mean;
    variance += deviation * deviation / (count - 1);
  }
  const auto groups = static_cast<std::int64_t>(groups_);
  return stats::student_estimate(difference, variance * static_cast<double>(groups), groups, confidence).interval;
}

}  // namespace convoyrisk::experiment
