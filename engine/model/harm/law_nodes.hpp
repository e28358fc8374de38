#pragma once

#include <span>
#include <vector>

#include "model/harm/gauss.hpp"
#include "spec/duration.hpp"

namespace convoyrisk::model {

/// People who run the same risk: killed by a hit with probability min(1, `rate` Z), or in an assault of A hours with
/// probability 1 - exp(-`rate` A).
struct PeopleAtRisk {
  int people = 0;
  double rate = 0;
};

/// Severities that average the laws of the dead among such people: E[g(Z)] = sum of weight * g(value), Z gamma with
/// mean 1 and this coefficient of variation, to an absolute 1e-9 for a product of binomial probabilities, one of each
/// class. Gauss rules between the severities at which a class is killed for certain; how many nodes follows from how
/// sharp such a product can be.
[[nodiscard]] std::vector<WeightedValue> severity_nodes(double cv, std::span<const PeopleAtRisk> classes);

/// The same over A = min(D, help).
[[nodiscard]] std::vector<WeightedValue> assault_nodes(const spec::Duration& duration, double help_h,
                                                       std::span<const PeopleAtRisk> classes);

}  // namespace convoyrisk::model
