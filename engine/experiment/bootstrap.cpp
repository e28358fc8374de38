#include "experiment/bootstrap.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

#include "base/check.hpp"
#include "experiment/purpose.hpp"
#include "random/stream.hpp"

namespace convoyrisk::experiment {
namespace {

using Blocks = std::span<const stats::Histogram* const>;

/// Counts of one value, by group.
struct Row {
  std::int64_t value = 0;
  std::vector<std::int64_t> counts;
};

/// Rows by value, the greatest first.
std::vector<Row> group_counts(Blocks blocks, std::size_t blocks_per_group, std::size_t groups) {
  std::map<std::int64_t, std::vector<std::int64_t>, std::greater<>> by_value;
  for (std::size_t block = 0; block < blocks.size(); ++block) {
    for (const stats::Histogram::Entry& entry : blocks[block]->entries()) {
      auto& counts = by_value[entry.value];
      counts.resize(groups);
      counts[block / blocks_per_group] += entry.count;
    }
  }
  std::vector<Row> rows;
  rows.reserve(by_value.size());
  for (auto& [value, counts] : by_value) {
    rows.push_back({value, std::move(counts)});
  }
  return rows;
}

std::int64_t weighted_sum(std::span<const std::int64_t> weights, const std::vector<std::int64_t>& counts) {
  std::int64_t sum = 0;
  for (std::size_t group = 0; group < counts.size(); ++group) {
    sum += weights[group] * counts[group];
  }
  return sum;
}

/// stats::cvar from the greatest value downwards, so that nothing below the quantile is touched.
double cvar_of(const std::vector<Row>& rows, std::span<const std::int64_t> weights, std::int64_t count, double level) {
  const std::int64_t tail = count - stats::quantile_rank(count, level);  // values that rank above the quantile
  std::int64_t above = 0;
  double sum = 0;
  for (const Row& row : rows) {
    const std::int64_t here = weighted_sum(weights, row.counts);
    if (above + here > tail) {
      const auto split = static_cast<double>(row.value);
      return split + (sum - split * static_cast<double>(above)) / (static_cast<double>(count) * (1 - level));
    }
    above += here;
    sum += static_cast<double>(row.value) * static_cast<double>(here);
  }
  CONVOYRISK_ASSERT(false);
  return 0;
}

/// Central percentiles; endless where there is nothing.
stats::Interval percentiles(std::vector<double> values, double confidence) {
  if (values.empty()) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    return {-infinite, infinite};
  }
  std::ranges::sort(values);
  const auto count = static_cast<std::int64_t>(values.size());
  const std::int64_t rank = stats::quantile_rank(count, (1 - confidence) / 2);
  return {values[static_cast<std::size_t>(rank - 1)], values[static_cast<std::size_t>(count - rank)]};
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
  const std::vector<Row> rows = group_counts(blocks, blocks_per_group_, groups_);
  std::vector<std::int64_t> sizes(groups_);
  for (const Row& row : rows) {
    for (std::size_t group = 0; group < groups_; ++group) {
      sizes[group] += row.counts[group];
    }
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

stats::Interval BlockBootstrap::cvar_difference(Blocks first, Blocks second, double level, double confidence) const {
  std::vector<double> differences = cvars(first, level);
  const std::vector<double> subtracted = cvars(second, level);
  for (std::size_t i = 0; i < differences.size(); ++i) {
    differences[i] -= subtracted[i];
  }
  return percentiles(std::move(differences), confidence);
}

}  // namespace convoyrisk::experiment
