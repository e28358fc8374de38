#include "model/harm/dead_law.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace convoyrisk::model {

void binomial_probabilities(int trials, double probability, std::vector<double>& out) {
  out.assign(static_cast<std::size_t>(trials) + 1, 0);
  const double rare = std::min(probability, 1 - probability);
  const double log_first = trials * std::log1p(-rare);
  if (log_first > -600) {
    const double odds = rare / (1 - rare);
    out[0] = std::exp(log_first);
    for (int n = 0; n < trials; ++n) {
      // Of the product the chain of values is only the last factor, so that divisions need not wait for each other.
      out[static_cast<std::size_t>(n) + 1] = (odds * (trials - n) / (n + 1)) * out[static_cast<std::size_t>(n)];
    }
  } else {  // the first term would underflow
    const boost::math::binomial_distribution<double> law(trials, rare);
    for (int n = 0; n <= trials; ++n) {
      out[static_cast<std::size_t>(n)] = boost::math::pdf(law, n);
    }
  }
  if (probability > 0.5) {
    std::ranges::reverse(out);
  }
}

std::vector<double> averaged_binomial(int people, std::span<const WeightedValue> risks) {
  std::vector<double> sum(static_cast<std::size_t>(people) + 1, 0);
  std::vector<double> law;
  for (const WeightedValue& risk : risks) {
    binomial_probabilities(people, risk.value, law);
    for (std::size_t n = 0; n < sum.size(); ++n) {
      sum[n] += risk.weight * law[n];
    }
  }
  return sum;
}

void leave_one_out(std::vector<double>& law) {
  const std::size_t people = law.size() - 1;
  const double share = 1 / static_cast<double>(people);
  for (std::size_t dead = 0; dead < people; ++dead) {
    law[dead] =
        (law[dead] * static_cast<double>(people - dead) + law[dead + 1] * static_cast<double>(dead + 1)) * share;
  }
  law.pop_back();
}

}  // namespace convoyrisk::model
