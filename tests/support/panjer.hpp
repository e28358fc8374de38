#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace convoyrisk::test {

/// A sum of N independent steps, N ~ Poisson(rate); step[x] is the probability of a step x >= 0.
struct PoissonSum {
  double rate = 0;
  std::vector<double> step;

  /// P(sum = 0), ..., P(sum = last) by the recursion of Panjer (1981).
  [[nodiscard]] std::vector<double> law(std::size_t last) const {
    std::vector<double> chance{std::exp(-rate * (1 - step[0]))};
    for (std::size_t sum = 1; sum <= last; ++sum) {
      double next = 0;
      for (std::size_t x = 1; x <= sum && x < step.size(); ++x) {
        next += rate * static_cast<double>(x) / static_cast<double>(sum) * step[x] * chance[sum - x];
      }
      chance.push_back(next);
    }
    return chance;
  }
};

/// P(X >= n) of a law that is given far enough, from the small end up.
inline std::vector<double> exceedances(const std::vector<double>& law) {
  std::vector<double> sums(law);
  for (std::size_t n = sums.size() - 1; n-- > 0;) {
    sums[n] += sums[n + 1];
  }
  return sums;
}

}  // namespace convoyrisk::test
