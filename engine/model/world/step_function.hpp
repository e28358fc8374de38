#pragma once

#include <cstddef>
#include <vector>

namespace convoyrisk::model {

/// A right-continuous step function of time with its integral. Built from -infinity: value(0) holds before the second
/// step.
class StepFunction {
 public:
  explicit StepFunction(double value = 1) { clear(value); }

  void clear(double value);
  /// From `time` on (not before the last step) the value is `value`.
  void append(double time, double value);

  [[nodiscard]] double at(double time) const { return values_[piece(time)]; }
  /// Least T >= time with integral from time to T of the function >= amount; infinity where there is none. amount > 0.
  [[nodiscard]] double invert(double time, double amount) const;

  /// Whether the function is above 0 anywhere.
  [[nodiscard]] bool any() const { return any_; }

  [[nodiscard]] std::size_t piece(double time) const;
  [[nodiscard]] std::size_t piece_count() const { return values_.size(); }
  [[nodiscard]] double value(std::size_t piece) const { return values_[piece]; }
  [[nodiscard]] double end(std::size_t piece) const;
  [[nodiscard]] const std::vector<double>& starts() const { return starts_; }

 private:
  std::vector<double> starts_;
  std::vector<double> values_;
  bool any_ = false;
};

}  // namespace convoyrisk::model
