#include "model/world/step_function.hpp"

#include <algorithm>
#include <limits>

namespace convoyrisk::model {
namespace {

constexpr double forever = std::numeric_limits<double>::infinity();

}  // namespace

void StepFunction::clear(double value) {
  starts_.assign(1, -std::numeric_limits<double>::infinity());
  values_.assign(1, value);
  any_ = value > 0;
}

void StepFunction::append(double time, double value) {
  starts_.push_back(time);
  values_.push_back(value);
  any_ = any_ || value > 0;
}

std::size_t StepFunction::piece(double time) const {
  if (starts_.size() == 1) {
    return 0;
  }
  return static_cast<std::size_t>(std::upper_bound(starts_.begin() + 1, starts_.end(), time) - starts_.begin()) - 1;
}

double StepFunction::end(std::size_t piece) const { return piece + 1 < starts_.size() ? starts_[piece + 1] : forever; }

double StepFunction::invert(double time, double amount) const {
  for (std::size_t i = piece(time); i < values_.size(); ++i) {
    const double reach = values_[i] > 0 ? time + amount / values_[i] : forever;
    if (reach <= end(i)) {
      return reach;
    }
    amount -= values_[i] * (end(i) - time);
    time = end(i);
  }
  return forever;
}

}  // namespace convoyrisk::model
