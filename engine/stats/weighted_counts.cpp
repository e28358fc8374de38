#include "stats/weighted_counts.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "base/check.hpp"

namespace convoyrisk::stats {
namespace {

/// Standard error of the mean of `count` terms with this sum and sum of squares.
double standard_error(double sum, double squares, std::int64_t count) {
  const auto n = static_cast<double>(count);
  return count > 1 ? std::sqrt(std::max(squares / n - (sum / n) * (sum / n), 0.0) / (n - 1))
                   : std::numeric_limits<double>::infinity();
}

double normal_bound(double confidence) {
  return boost::math::quantile(boost::math::normal_distribution<double>(), (1 + confidence) / 2);
}

}  // namespace

void WeightedCounts::Cell::merge(const Cell& other) {
  count += other.count;
  sum += other.sum;
  squares += other.squares;
  largest = std::max(largest, other.largest);
}

void WeightedCounts::add(std::size_t value, double weight) {
  cells_.resize(std::max(cells_.size(), value + 1));
  cells_[value].merge({1, weight, weight * weight, weight});
  ++count_;
}

void WeightedCounts::merge(const WeightedCounts& other) {
  cells_.resize(std::max(cells_.size(), other.cells_.size()));
  for (std::size_t value = 0; value < other.cells_.size(); ++value) {
    cells_[value].merge(other.cells_[value]);
  }
  count_ += other.count_;
}

/// From the greatest value down, so that small sums far out are not lost in great ones.
WeightedCounts::Cell WeightedCounts::at_least(std::size_t value) const {
  Cell sum;
  for (std::size_t i = cells_.size(); i-- > value;) {
    sum.merge(cells_[i]);
  }
  return sum;
}

std::int64_t WeightedCounts::count_at_least(std::size_t value) const { return at_least(value).count; }

WeightedEstimate WeightedCounts::mean_of(const Cell& cell, double confidence) const {
  const double mean = cell.sum / static_cast<double>(count_);
  const double error = standard_error(cell.sum, cell.squares, count_);
  const double factor = std::exp(normal_bound(confidence) * error / mean);
  return {{mean, error, {mean / factor, mean * factor}}, cell.sum * cell.sum / cell.squares, cell.largest / cell.sum};
}

WeightedEstimate WeightedCounts::mean_weight(double confidence) const {
  CONVOYRISK_ASSERT(count_ > 0);
  return mean_of(at_least(0), confidence);
}

WeightedEstimate WeightedCounts::exceedance(std::size_t value, double confidence, double greatest_weight) const {
  CONVOYRISK_ASSERT(count_ > 0);
  const Cell cell = at_least(value);
  if (cell.sum <= 0) {
    const double bound = clopper_pearson(0, count_, confidence).high * greatest_weight;
    return {{0, 0, {0, std::min(bound, 1.0)}}, 0, 0};
  }
  WeightedEstimate result = mean_of(cell, confidence);
  result.estimate.interval.high = std::min(result.estimate.interval.high, 1.0);
  return result;
}

std::size_t WeightedCounts::quantile(double level) const {
  CONVOYRISK_ASSERT(count_ > 0);
  const double beyond = (1 - level) * static_cast<double>(count_);
  double sum = 0;
  for (std::size_t value = cells_.size(); value-- > 0;) {
    sum += cells_[value].sum;
    if (sum > beyond) {
      return value;
    }
  }
  return 0;
}

WeightedEstimate WeightedCounts::conditional_value_at_risk(double level, double confidence) const {
  const std::size_t from = quantile(level);
  double sum = 0;
  double squares = 0;
  for (std::size_t value = cells_.size(); value-- > from;) {
    const auto excess = static_cast<double>(value - from);
    sum += cells_[value].sum * excess;
    squares += cells_[value].squares * excess * excess;
  }
  const double scale = 1 / (1 - level);
  const double mean = static_cast<double>(from) + scale * sum / static_cast<double>(count_);
  const double error = scale * standard_error(sum, squares, count_);
  const double half_width = normal_bound(confidence) * error;
  const Cell beyond = at_least(from + 1);
  return {{mean, error, {mean - half_width, mean + half_width}},
          beyond.squares > 0 ? beyond.sum * beyond.sum / beyond.squares : 0,
          beyond.sum > 0 ? beyond.largest / beyond.sum : 0};
}

}  // namespace convoyrisk::stats
