#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "random/stream.hpp"

/// Total dead of a Poisson number of attacks, each of which kills 1 to 40 by a truncated power law: the law by Panjer's
/// recursion, and draws of it by simulation.
namespace convoyrisk::test {

struct CompoundPoisson {
  double rate = 2;
  double exponent = 2.4;
  static constexpr std::size_t most = 40;

  /// [x]: chance that one attack kills x.
  [[nodiscard]] std::vector<double> of_one() const {
    std::vector<double> law(most + 1);
    double sum = 0;
    for (std::size_t x = 1; x <= most; ++x) {
      sum += law[x] = std::pow(static_cast<double>(x), -exponent);
    }
    for (double& chance : law) {
      chance /= sum;
    }
    return law;
  }

  /// [s]: chance of s dead in all (Panjer 1981), up to where less than 1e-16 is left.
  [[nodiscard]] std::vector<double> of_total() const {
    const std::vector<double> one = of_one();
    std::vector<double> law{std::exp(-rate)};
    for (std::size_t s = 1; s <= 400; ++s) {
      double sum = 0;
      for (std::size_t x = 1; x <= std::min(s, most); ++x) {
        sum += static_cast<double>(x) * one[x] * law[s - x];
      }
      law.push_back(rate / static_cast<double>(s) * sum);
    }
    return law;
  }

  [[nodiscard]] std::vector<std::int64_t> draw(std::size_t count, std::uint64_t seed) const {
    const std::vector<double> one = of_one();
    std::vector<std::int64_t> totals;
    totals.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      random::Stream stream(seed, 0, i, 0, 0);
      std::int64_t total = 0;
      for (double time = -std::log(stream.uniform()); time < rate; time -= std::log(stream.uniform())) {
        double rest = stream.uniform();
        std::size_t x = 1;
        while (x < most && rest > one[x]) {
          rest -= one[x++];
        }
        total += static_cast<std::int64_t>(x);
      }
      totals.push_back(total);
    }
    return totals;
  }
};

}  // namespace convoyrisk::test
