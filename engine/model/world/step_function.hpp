#pragma once

#include <cstddef>
#include <vector>

namespace convoyrisk::model {

/// A right-continuous step function of time with its integral. Its first piece comes from -infinity; one that never
/// changes holds no memory.
class StepFunction {
 public:
  /// From `time` on the value is `value`.
  struct Step {
    double time = 0;
    double value = 0;
  };

  explicit StepFunction(double value = 1) : first_(value), any_(value > 0) {}

  void clear(double value);
  /// `time` is not before the last step.
  void append(double time, double value);

  [[nodiscard]] double at(double time) const { return value(piece(time)); }
  /// Least T >= time with integral from time to T of the function >= amount; infinity where there is none. amount > 0.
  [[nodiscard]] double invert(double time, double amount) const;

  /// Whether the function is above 0 anywhere.
  [[nodiscard]] bool any() const { return any_; }

  [[nodiscard]] std::size_t piece(double time) const;
  [[nodiscard]] std::size_t piece_count() const { return steps_.size() + 1; }
  [[nodiscard]] double value(std::size_t piece) const { return piece == 0 ? first_ : steps_[piece - 1].value; }
  [[nodiscard]] double end(std::size_t piece) const;
  /// The pieces but the first one, in order.
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  double first_;
  bool any_;
  std::vector<Step> steps_;
};

}  // namespace convoyrisk::model
