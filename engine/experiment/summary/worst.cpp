#include "experiment/summary/worst.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "stats/skewed_mean.hpp"

namespace convoyrisk::experiment {
namespace {

/// Of values of which each block has one; the interval has `center` as its middle rank, not their mean.
stats::Interval interval_around(const std::vector<double>& values, double center, double confidence) {
  if (static_cast<std::int64_t>(values.size()) < Worst::least_blocks) {
    return stats::endless;
  }
  const stats::Estimate found = stats::skewed_estimate(values, confidence);
  return {center + found.interval.low - found.mean, center + found.interval.high - found.mean};
}

}  // namespace

Worst::Worst(std::span<const stats::Histogram* const> blocks, double level) : level_(level) {
  for (const stats::Histogram* block : blocks) {
    all_.merge(*block);
  }
  quantile_ = stats::quantile(all_, level);
  cvar_ = stats::cvar(all_, level);
  const std::int64_t whole = blocks.front()->count();
  for (const stats::Histogram* block : blocks) {
    if (block->count() == whole) {
      block_means_.push_back(stats::mean_beyond(*block, quantile_, level));
    }
  }
}

bool Worst::enough() const {
  constexpr auto wanted = static_cast<double>(least_values);
  return all_.exceedance(1) >= least_values && (1 - level_) * static_cast<double>(all_.count()) >= wanted;
}

stats::Interval Worst::interval(double confidence) const {
  if (!enough()) {
    return stats::endless;
  }
  double squares = 0;
  double cubes = 0;
  for (const stats::Histogram::Entry& entry : all_.entries()) {
    const auto above = static_cast<double>(std::max<std::int64_t>(entry.value - quantile_, 0));
    const double deviation = static_cast<double>(quantile_) + above / (1 - level_) - cvar_;
    squares += deviation * deviation * static_cast<double>(entry.count);
    cubes += deviation * deviation * deviation * static_cast<double>(entry.count);
  }
  const double variance = squares / static_cast<double>(all_.count() - 1);
  const double skewness = stats::sample_skewness(cubes, variance, all_.count());
  return stats::skewed_estimate(cvar_, variance, skewness, all_.count(), confidence).interval;
}

stats::Interval Worst::interval_between_blocks(double confidence) const {
  return enough() ? interval_around(block_means_, cvar_, confidence) : stats::endless;
}

stats::Interval Worst::difference_interval(const Worst& other, double confidence) const {
  CONVOYRISK_ASSERT(other.block_means_.size() == block_means_.size());
  if (!enough() && !other.enough()) {
    return stats::endless;
  }
  std::vector<double> differences;
  for (std::size_t block = 0; block < block_means_.size(); ++block) {
    differences.push_back(block_means_[block] - other.block_means_[block]);
  }
  return interval_around(differences, cvar_ - other.cvar_, confidence);
}

}  // namespace convoyrisk::experiment
