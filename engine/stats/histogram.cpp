#include "stats/histogram.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace convoyrisk::stats {
namespace {

/// The value of this rank, from 1.
std::int64_t ranked(const Histogram& histogram, std::int64_t rank) {
  std::int64_t passed = 0;
  for (const Histogram::Entry& entry : histogram.entries()) {
    passed += entry.count;
    if (passed >= rank) {
      return entry.value;
    }
  }
  CONVOYRISK_ASSERT(false);
  return 0;
}

}  // namespace

void Histogram::add(std::int64_t value, std::int64_t count) {
  const auto at = std::ranges::lower_bound(entries_, value, {}, &Entry::value);
  if (at != entries_.end() && at->value == value) {
    at->count += count;
  } else {
    entries_.insert(at, {value, count});
  }
}

void Histogram::merge(const Histogram& other) {
  for (const Entry& entry : other.entries_) {
    add(entry.value, entry.count);
  }
}

std::int64_t Histogram::count() const {
  std::int64_t sum = 0;
  for (const Entry& entry : entries_) {
    sum += entry.count;
  }
  return sum;
}

std::int64_t Histogram::count_of(std::int64_t value) const {
  const auto at = std::ranges::lower_bound(entries_, value, {}, &Entry::value);
  return at != entries_.end() && at->value == value ? at->count : 0;
}

std::int64_t Histogram::exceedance(std::int64_t value) const {
  std::int64_t sum = 0;
  for (auto at = std::ranges::lower_bound(entries_, value, {}, &Entry::value); at != entries_.end(); ++at) {
    sum += at->count;
  }
  return sum;
}

std::int64_t quantile_rank(std::int64_t count, double level) {
  constexpr double forgiven = 1e-12;  // 0.07 * 100 is above 7
  const auto rank = static_cast<std::int64_t>(std::ceil(level * static_cast<double>(count) * (1 - forgiven)));
  return std::clamp<std::int64_t>(rank, 1, count);
}

std::int64_t quantile(const Histogram& histogram, double level) {
  return ranked(histogram, quantile_rank(histogram.count(), level));
}

double cvar(const Histogram& histogram, double level) {
  return mean_beyond(histogram, quantile(histogram, level), level);
}

double mean_beyond(const Histogram& histogram, std::int64_t value, double level) {
  double above = 0;
  for (const Histogram::Entry& entry : histogram.entries()) {
    if (entry.value > value) {
      above += static_cast<double>(entry.value - value) * static_cast<double>(entry.count);
    }
  }
  return static_cast<double>(value) + above / (static_cast<double>(histogram.count()) * (1 - level));
}

Interval quantile_interval(const Histogram& histogram, double level, double confidence) {
  // The number of values at or below the quantile is at least, that below it at most, binomial with this chance.
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const std::int64_t count = histogram.count();
  const boost::math::binomial_distribution<double> law(static_cast<double>(count), level);
  const double tail = (1 - confidence) / 2;
  Interval interval{-infinite, infinite};
  if (boost::math::cdf(law, 0) <= tail) {
    const auto below = static_cast<std::int64_t>(boost::math::quantile(law, tail));
    interval.low = static_cast<double>(ranked(histogram, below + 1));
  }
  const auto above = static_cast<std::int64_t>(boost::math::quantile(boost::math::complement(law, tail)));
  if (above < count) {
    interval.high = static_cast<double>(ranked(histogram, above + 1));
  }
  return interval;
}

}  // namespace convoyrisk::stats
