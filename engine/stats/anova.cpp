#include "stats/anova.hpp"

#include <algorithm>

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

}  // namespace convoyrisk::stats
