#include "stats/simultaneous.hpp"

namespace convoyrisk::stats {

std::size_t comparisons(Family family, std::size_t policies) {
  return family == Family::against_baseline ? policies - 1 : policies * (policies - 1) / 2;
}

double bonferroni_confidence(double confidence, std::size_t comparisons) {
  return 1 - (1 - confidence) / static_cast<double>(comparisons);
}

std::vector<Estimate> simultaneous_estimates(std::span<const Sample> differences, double confidence) {
  std::vector<Estimate> estimates;
  estimates.reserve(differences.size());
  for (const Sample& difference : differences) {
    estimates.push_back(mean_estimate(difference, bonferroni_confidence(confidence, differences.size())));
  }
  return estimates;
}

}  // namespace convoyrisk::stats
