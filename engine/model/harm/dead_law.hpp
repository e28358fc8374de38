#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/harm/characteristic.hpp"
#include "model/harm/gauss.hpp"

namespace convoyrisk::model {

/// Probabilities of 0..trials successes. 0 <= probability <= 1.
void binomial_probabilities(int trials, double probability, std::vector<double>& out);

/// [n]: exactly n dead among so many people, each of whom dies with the probability that is the value of a node, the
/// same for all; averaged over the nodes. Whether four of them are worked on at once changes no bit.
[[nodiscard]] std::vector<double> averaged_binomial(int people, std::span<const WeightedValue> risks,
                                                    bool four_at_once = works_on_four());

/// From such a law of n people, n >= 1, to that of n - 1: whoever is left out at random takes a dead one along in
/// proportion, P(d of n - 1) = P(d of n) (n - d)/n + P(d + 1 of n) (d + 1)/n.
void leave_one_out(std::vector<double>& law);

/// From the law of the dead before to that after, where each of those alive dies with this probability, independently.
[[nodiscard]] std::vector<double> with_further_dead(std::span<const double> dead, double probability);

/// The same after an assault of exponential length of mean `mean_h` > 0, or until help ends it, in which people die at
/// `rate_per_h` each. Exact but for rounding, 1e-14 or so: what comes next among so many, a death or the end of the
/// assault, has the odds of their rates.
[[nodiscard]] std::vector<double> dead_after_exponential_assault(std::vector<double> dead, double rate_per_h,
                                                                 double mean_h, double help_h);

/// The dead where the number of people at risk is uncertain: `visit(people, probability, law)` for each number whose
/// probability counts, from `law`, which is that of the greatest number. [n] of `at_risk`: probability of n people.
template <class Visit>
void for_each_number(std::span<const double> at_risk, std::vector<double> law, const Visit& visit) {
  constexpr double least_weight = 1e-15;
  std::size_t fewest = 0;
  while (fewest + 1 < at_risk.size() && at_risk[fewest] < least_weight) {
    ++fewest;
  }
  for (std::size_t people = at_risk.size() - 1;; --people) {
    if (at_risk[people] >= least_weight) {
      visit(people, at_risk[people], std::span<const double>(law));
    }
    if (people == fewest) {
      return;
    }
    leave_one_out(law);
  }
}

}  // namespace convoyrisk::model
