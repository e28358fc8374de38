#include "stats/decision.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/check.hpp"
#include "stats/intervals.hpp"
#include "stats/simultaneous.hpp"

namespace convoyrisk::stats {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
const RatioSet everything{RatioSet::Kind::everything, {-infinite, infinite}};

Position position(double extra_cost, double averted) {
  if (averted == 0) {
    return Position::no_difference;
  }
  if (averted > 0) {
    return extra_cost > 0 ? Position::trade_off : Position::saves_both;
  }
  return extra_cost < 0 ? Position::saves_money : Position::dominated;
}

RatioSet scaled(const RatioSet& set, double factor) {
  return {set.kind, {set.bounds.low * factor, set.bounds.high * factor}};
}

}  // namespace

PairedMeans paired_means(std::span<const double> numerators, std::span<const double> denominators) {
  CONVOYRISK_ASSERT(numerators.size() == denominators.size() && numerators.size() > 1);
  const auto n = static_cast<double>(numerators.size());
  PairedMeans means;
  means.degrees = static_cast<std::int64_t>(numerators.size()) - 1;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    means.numerator += numerators[i] / n;
    means.denominator += denominators[i] / n;
  }
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    const double x = numerators[i] - means.numerator;
    const double y = denominators[i] - means.denominator;
    means.variance_numerator += x * x / (n * (n - 1));
    means.variance_denominator += y * y / (n * (n - 1));
    means.covariance += x * y / (n * (n - 1));
  }
  return means;
}

bool RatioSet::holds(double ratio) const {
  switch (kind) {
    case Kind::interval:
      return bounds.low <= ratio && ratio <= bounds.high;
    case Kind::complement:
      return ratio <= bounds.low || bounds.high <= ratio;
    case Kind::everything:
      break;
  }
  return true;
}

RatioSet fieller(const PairedMeans& means, double confidence) {
  if (means.degrees < 1) {
    return everything;
  }
  const double t = student_quantile(confidence, static_cast<double>(means.degrees));
  // a theta^2 - 2 b theta + c <= 0
  const double a = means.denominator * means.denominator - t * t * means.variance_denominator;
  const double b = means.numerator * means.denominator - t * t * means.covariance;
  const double c = means.numerator * means.numerator - t * t * means.variance_numerator;
  if (a == 0) {
    if (b == 0) {
      return everything;  // a denominator that is 0 for certain, or both at the edge of it
    }
    return {RatioSet::Kind::interval, b > 0 ? Interval{c / (2 * b), infinite} : Interval{-infinite, c / (2 * b)}};
  }
  const double discriminant = b * b - a * c;
  if (a < 0 && discriminant <= 0) {
    return everything;
  }
  // With a > 0 the estimate itself satisfies the condition, so only rounding makes it negative.
  const double root = std::sqrt(std::max(discriminant, 0.0));
  return a > 0 ? RatioSet{RatioSet::Kind::interval, {(b - root) / a, (b + root) / a}}
               : RatioSet{RatioSet::Kind::complement, {(b + root) / a, (b - root) / a}};
}

std::string_view name_of(Position position) {
  constexpr std::array<std::string_view, 5> names{"no_difference", "trade_off", "saves_both", "saves_money",
                                                  "dominated"};
  return names[static_cast<std::size_t>(position)];
}

std::string_view name_of(RatioSet::Kind kind) {
  constexpr std::array<std::string_view, 3> names{"bounded", "outside", "unbounded"};
  return names[static_cast<std::size_t>(kind)];
}

CostPerDeathAverted cost_per_death_averted(const PairedMeans& means, double confidence) {
  CostPerDeathAverted cost;
  cost.position = position(means.numerator, means.denominator);
  if (means.degrees > 0) {
    const auto beyond_chance = [&](double mean, double variance, double with) {
      return std::abs(mean) > student_quantile(with, static_cast<double>(means.degrees)) * std::sqrt(variance);
    };
    const auto told = [&](double mean, double variance) {
      return (mean == 0 && variance == 0) || beyond_chance(mean, variance, confidence);
    };
    cost.deaths_told = told(means.denominator, means.variance_denominator);
    cost.cost_told = told(means.numerator, means.variance_numerator);
    const double each = bonferroni_confidence(confidence, 2);
    cost.supported = beyond_chance(means.numerator, means.variance_numerator, each) &&
                     beyond_chance(means.denominator, means.variance_denominator, each);
  }
  if (cost.position == Position::trade_off) {
    cost.set = fieller(means, confidence);
    if (cost.set->kind == RatioSet::Kind::interval) {
      cost.ratio = means.numerator / means.denominator;
    }
  }
  return cost;
}

std::optional<BreakEven> break_even(const CostPerDeathAverted& cost, double value_of_life) {
  CONVOYRISK_ASSERT(value_of_life > 0);
  if (!cost.ratio) {
    return std::nullopt;
  }
  return BreakEven{*cost.ratio / value_of_life, scaled(*cost.set, 1 / value_of_life)};
}

}  // namespace convoyrisk::stats
