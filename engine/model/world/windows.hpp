#pragma once

#include <vector>

#include "base/ids.hpp"
#include "model/world/step_function.hpp"
#include "spec/policy.hpp"
#include "spec/scope.hpp"

namespace convoyrisk::model {

/// How long a measure is in force in [0, horizon).
[[nodiscard]] double hours_in_force(const spec::Window& window, double horizon_h);

/// Whether a measure's zones have this one; without zones it is everywhere.
[[nodiscard]] bool covers(const spec::Zones& zones, ZoneId zone);

/// A value that holds while a measure is in force.
struct TimedValue {
  spec::Window window;
  double value = 0;
};

/// The sum of the values in force, as a function of time.
[[nodiscard]] StepFunction sum_in_force(const std::vector<TimedValue>& values);

}  // namespace convoyrisk::model
