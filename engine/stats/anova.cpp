#include "stats/anova.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <vector>

namespace convoyrisk::stats {

VarianceComponents variance_components(std::span<const Sample> draws, double confidence) {
  VarianceComponents components;
  components.draws = static_cast<std::int64_t>(draws.size());
  const auto k = static_cast<double>(draws.size());
  double mean = 0;
  for (const Sample& draw : draws) {
    mean += draw.mean / k;
  }
  double squares = 0;
  double within = 0;
  double inner_error = 0;
  bool separable = components.draws > 1;
  for (const Sample& draw : draws) {
    squares += (draw.mean - mean) * (draw.mean - mean);
    within += draw.variance / k;
    inner_error += draw.variance / static_cast<double>(draw.count) / k;
    separable = separable && draw.count > 1;
  }
  components.naive = components.draws > 1 ? squares / (k - 1) : 0;
  components.mean = mean_estimate({components.draws, mean, components.naive}, confidence);
  if (separable) {
    components.within = within;
    components.between_raw = components.naive - inner_error;
    components.between = std::max(*components.between_raw, 0.0);
  }
  return components;
}

namespace {

/// Ranks among the ordered draws, from 1, between which lies the central share of their law.
struct Ranks {
  double low = 1;
  double high = 1;
};

Ranks central_ranks(std::int64_t draws, double confidence) {
  const auto places = static_cast<double>(draws + 1);
  const double low = std::max(1.0, places * (1 - confidence) / 2);
  return {low, places - low};
}

/// Between the two nearest ranks in proportion.
double at_rank(const std::vector<double>& ordered, double rank) {
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, ordered.size());
  return ordered[below - 1] + (rank - static_cast<double>(below)) * (ordered[above - 1] - ordered[below - 1]);
}

}  // namespace

DrawRange central_range(std::span<const Sample> draws, double confidence) {
  const VarianceComponents components = variance_components(draws, confidence);
  if (draws.size() < 2 || !components.between) {
    return {endless};
  }
  constexpr double most = 0.5;
  std::vector<double> means;
  for (const Sample& draw : draws) {
    means.push_back(draw.mean);
  }
  std::ranges::sort(means);
  const Ranks ranks = central_ranks(components.draws, confidence);
  const double luck = components.naive - *components.between_raw;
  return {{at_rank(means, ranks.low), at_rank(means, ranks.high)}, luck > most * components.naive};
}

RangeContent range_content(std::int64_t draws, double confidence) {
  if (draws < 2) {
    return {};
  }
  const Ranks ranks = central_ranks(draws, confidence);
  const double held = ranks.high - ranks.low;
  const double places = static_cast<double>(draws + 1);
  const boost::math::beta_distribution<double> law(held, places - held);
  return {held / places, boost::math::quantile(law, 1 - confidence)};
}

}  // namespace convoyrisk::stats
