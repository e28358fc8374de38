#pragma once

#include <vector>

namespace convoyrisk::model {

/// Joint law of the dead among classes of people: all of one class run the same risks. A dense array over (dead of
/// class 0, dead of class 1, ...), the last class running fastest.
class DeadLaw {
 public:
  /// Nobody is dead for certain.
  explicit DeadLaw(std::vector<int> people_by_class);

  /// The sum of two laws, one before and one after an event has been drawn that hits one of several parts: `part` adds
  /// the dead of one part of a class, by `hit` if the event falls on it (with probability `share` given that it is
  /// still to be drawn) and by `missed` if not. `undrawn` and `drawn` are the two laws, weighted.
  static void add_part(DeadLaw& undrawn, DeadLaw& drawn, std::size_t of_class, double share,
                       const std::vector<double>& hit, const std::vector<double>& missed);

  /// Each survivor of class i dies with probability risks[i].
  void thin(const std::vector<double>& risks);

  /// Law of the dead of all classes together.
  void totals(std::vector<double>& out) const;

  [[nodiscard]] std::vector<double>& values() { return values_; }
  [[nodiscard]] const std::vector<double>& values() const { return values_; }
  [[nodiscard]] std::size_t people() const { return people_; }

 private:
  /// Calls `visit(first, step)` for every line of the array along a class: its element of n dead stands at first + n *
  /// step.
  template <class Visit>
  void for_lines(std::size_t of_class, const Visit& visit) const;

  std::vector<int> people_by_class_;
  std::size_t people_ = 0;
  std::vector<double> values_;
};

/// Probabilities of 0..trials successes. 0 <= probability <= 1.
void binomial_probabilities(int trials, double probability, std::vector<double>& out);

}  // namespace convoyrisk::model
