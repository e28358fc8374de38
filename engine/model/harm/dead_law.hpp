#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/harm/gauss.hpp"

namespace convoyrisk::model {

/// Numbers of people by class, everyone of a class running the same risk: a dense table over (of class 0, of class 1,
/// ...), the last class running fastest.
class ClassTable {
 public:
  explicit ClassTable(const std::vector<int>& people_by_class);

  [[nodiscard]] std::size_t classes() const { return people_.size(); }
  [[nodiscard]] std::size_t people(std::size_t of_class) const { return people_[of_class]; }
  /// Between places that differ by one of a class.
  [[nodiscard]] std::size_t step(std::size_t of_class) const { return steps_[of_class]; }
  [[nodiscard]] std::size_t size() const { return totals_.size(); }
  /// People of all classes at a place.
  [[nodiscard]] std::size_t total(std::size_t place) const { return totals_[place]; }

 private:
  std::vector<std::size_t> people_;
  std::vector<std::size_t> steps_;
  std::vector<std::size_t> totals_;
};

/// Probabilities of 0..trials successes. 0 <= probability <= 1.
void binomial_probabilities(int trials, double probability, std::vector<double>& out);

/// The dead among numbers of people that are uncertain themselves, where each of class c dies with the same probability
/// p_c(x) given x, and x is averaged over: for every number at risk the average of the product of the classes' binomial
/// laws. One is averaged, that of all people; those of fewer follow from it, since whoever is left out at random takes
/// a dead one along in proportion: P(d of n - 1) = P(d of n) (n - d)/n + P(d + 1 of n) (d + 1)/n.
class AveragedBinomials {
 public:
  /// `risks`: by node and class, p_c at a node's value; nodes' values are not looked at.
  AveragedBinomials(const ClassTable& table, std::span<const WeightedValue> nodes, std::span<const double> risks);

  /// `visit(place, probability, dead)` for every place of the table with a probability that counts: the law of the
  /// dead, by place of the table, of as many people at risk as it says.
  template <class Visit>
  void for_each(std::span<const double> at_risk, const Visit& visit) {
    descend(0, 0, at_risk, visit);
  }

 private:
  static constexpr double least_weight = 1e-15;

  template <class Visit>
  void descend(std::size_t of_class, std::size_t first, std::span<const double> at_risk, const Visit& visit);
  [[nodiscard]] static double weight(std::span<const double> at_risk, std::size_t place, std::size_t count) {
    double sum = 0;
    for (std::size_t i = place; i < place + count; ++i) {
      sum += at_risk[i];
    }
    return sum;
  }
  /// From `people` of a class to one fewer.
  void leave_one_out(std::size_t of_class, std::size_t people, std::vector<double>& law) const;

  const ClassTable& table_;
  std::vector<std::vector<double>> laws_;  ///< by class: those before it have come down to their number
};

template <class Visit>
void AveragedBinomials::descend(std::size_t of_class, std::size_t first, std::span<const double> at_risk,
                                const Visit& visit) {
  std::vector<double>& law = laws_[of_class];
  const std::size_t step = table_.step(of_class);
  std::size_t fewest = 0;
  while (fewest < table_.people(of_class) && weight(at_risk, first + fewest * step, step) < least_weight) {
    ++fewest;
  }
  for (std::size_t people = table_.people(of_class);; --people) {
    const std::size_t place = first + people * step;
    if (const double counts = weight(at_risk, place, step); counts >= least_weight) {
      if (of_class + 1 == table_.classes()) {
        visit(place, counts, std::span<const double>(law).first(table_.classes() == 1 ? people + 1 : law.size()));
      } else {
        laws_[of_class + 1] = law;
        descend(of_class + 1, place, at_risk, visit);
      }
    }
    if (people == fewest) {
      return;
    }
    leave_one_out(of_class, people, law);
  }
}

}  // namespace convoyrisk::model
