#include "stats/anova.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
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

Interval central_range(std::span<const Sample> draws, double confidence) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const VarianceComponents components = variance_components(draws, confidence);
  if (draws.size() < 2 || !components.between) {
    return {-infinite, infinite};
  }
  const double wanted = *components.between + components.naive / static_cast<double>(draws.size());
  const double scale = components.naive > 0 ? std::sqrt(wanted / components.naive) : 0;
  std::vector<double> means;
  for (const Sample& draw : draws) {
    means.push_back(components.mean.mean + scale * (draw.mean - components.mean.mean));
  }
  std::ranges::sort(means);
  const auto quantile = [&means](double level) {
    const double place = level * static_cast<double>(means.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, means.size() - 1);
    return means[below] + (place - static_cast<double>(below)) * (means[above] - means[below]);
  };
  return {quantile((1 - confidence) / 2), quantile((1 + confidence) / 2)};
}

}  // namespace convoyrisk::stats
