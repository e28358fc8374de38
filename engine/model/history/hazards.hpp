#pragma once

#include <cstdint>
#include <vector>

#include "model/world/step_function.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// Builds the product of a step function with the tempo windows of a group, into `product`. `steps` saves allocations.
void multiply_by_tempo(const StepFunction& factor, const std::vector<spec::TempoWindow>& tempo, StepFunction& product,
                       std::vector<double>& steps);

/// The excitation X of a group: up by a jump at each of its attacks, decaying as exp(-dt/decay); and its effect
/// G(t) = integral of X(u) f(u) du, f the group's factor of tempo and regime. A dormant cell whose excited clock was
/// set to ring at G* = G(entry) + m E rings when G reaches G*.
class Excitation {
 public:
  void reset(double decay_h, double start);
  void jump(double time, double amount, const StepFunction& factor);
  /// G at `time`, not before the last call's time.
  double advance(double time, const StepFunction& factor);
  /// The time at which G reaches `threshold` if no further jump comes; infinity where it never does.
  [[nodiscard]] double ring(double threshold, const StepFunction& factor) const;

 private:
  double decay_h_ = 1;
  double time_ = 0;
  double level_ = 0;     ///< X at time_
  double integral_ = 0;  ///< G at time_
};

/// The path of the theatre's regime over a replication as a step function of its factor (docs/model.md, 3.7).
void draw_regime_path(const spec::Threat& threat, std::uint64_t seed, std::uint64_t replication, double from_h,
                      double to_h, StepFunction& path);

}  // namespace convoyrisk::model
