#include "model/world/step_function.hpp"

#include <algorithm>
#include <limits>

namespace convoyrisk::model {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();

}  // namespace

void StepFunction::clear(double value) {
  first_ = value;
  any_ = value > 0;
  steps_.clear();
}

void StepFunction::append(double time, double value) {
  steps_.push_back({time, value});
  any_ = any_ || value > 0;
}

std::size_t StepFunction::piece(double time) const {
  return steps_.empty()
             ? 0
             : static_cast<std::size_t>(std::ranges::upper_bound(steps_, time, {}, &Step::time) - steps_.begin());
}

double StepFunction::end(std::size_t piece) const { return piece < steps_.size() ? steps_[piece].time : forever; }

double StepFunction::invert(double time, double amount) const {
  for (std::size_t i = piece(time); i < piece_count(); ++i) {
    const double reach = value(i) > 0 ? time + amount / value(i) : forever;
    if (reach <= end(i)) {
      return reach;
    }
    amount -= value(i) * (end(i) - time);
    time = end(i);
  }
  return forever;
}

}  // namespace convoyrisk::model
