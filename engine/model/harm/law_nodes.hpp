#pragma once

#include <span>
#include <vector>

#include "model/harm/gauss.hpp"
#include "spec/duration.hpp"

namespace convoyrisk::model {

/// People who run the same risk: killed by a hit with probability min(1, `rate` Z), or in an assault of A hours with
/// probability 1 - exp(-`rate` A). They are at risk together, as those in a vehicle are.
struct PeopleAtRisk {
  int people = 0;
  double rate = 0;
  int groups = 1;     ///< of so many people each, independent of one another
  double chance = 1;  ///< that a group is at risk; one of all, whichever, is for certain
};

/// Severities that average the laws of the dead among such people: E[g(Z)] = sum of weight * g(value), Z gamma with
/// mean 1 and this coefficient of variation, to an absolute 1e-9 for the law of the dead among all. Gauss rules between
/// the severities at which some are killed for certain; how many nodes follows from how sharp such a law can be.
[[nodiscard]] std::vector<WeightedValue> severity_nodes(double cv, std::span<const PeopleAtRisk> all);

/// The same over A = min(D, help); everybody is at risk.
[[nodiscard]] std::vector<WeightedValue> assault_nodes(const spec::Duration& duration, double help_h,
                                                       std::span<const PeopleAtRisk> all);

}  // namespace convoyrisk::model
