#pragma once

#include <vector>

#include "base/ids.hpp"
#include "model/world/calendar.hpp"
#include "model/world/step_function.hpp"
#include "spec/policy.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// Whether a measure is in force (docs/model.md, 2): `from` <= t < `until`.
[[nodiscard]] inline bool in_force(const spec::Window& window, double t_h) {
  return window.from_h <= t_h && t_h < window.until_h;
}

/// How long a measure is in force in [0, horizon).
[[nodiscard]] double hours_in_force(const spec::Window& window, double horizon_h);

/// Whether the local time of day at t lies in [from, until), past midnight where `until` <= `from`.
[[nodiscard]] bool within(const spec::HoursOfDay& hours, const spec::Start& start, double t_h);

/// When a departure at t leaves under a curfew: at t, or at the end of the curfew where t lies in it.
[[nodiscard]] double after_curfew(const spec::HoursOfDay& curfew, const spec::Start& start, double t_h);

/// Whether an entry of a measure on trips covers a trip of the convoy scheduled then (docs/model.md, 2, "Scope").
[[nodiscard]] bool covers(const spec::TripScope& scope, ConvoyId convoy, double scheduled_h, const spec::Start& start);

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
