#pragma once

#include "base/ids.hpp"
#include "calendar/timetable.hpp"
#include "spec/scenario.hpp"
#include "spec/scope.hpp"

/// What the scopes of measures cover (docs/model.md, 2, "Scope").
namespace convoyrisk::calendar {

/// Whether a measure is in force: `from` <= t < `until`.
[[nodiscard]] inline bool in_force(const spec::Window& window, double t_h) {
  return window.from_h <= t_h && t_h < window.until_h;
}

/// Whether the local time of day at t lies in [from, until), past midnight where `until` <= `from`.
[[nodiscard]] bool within(const spec::HoursOfDay& hours, const spec::Start& start, double t_h);

/// When a departure at t leaves under a curfew: at t, or at the end of the curfew where t lies in it.
[[nodiscard]] double after_curfew(const spec::HoursOfDay& curfew, const spec::Start& start, double t_h);

/// Whether an entry of a measure on trips covers a trip of the convoy scheduled then.
[[nodiscard]] bool covers(const spec::TripScope& scope, ConvoyId convoy, double scheduled_h, const spec::Start& start);

}  // namespace convoyrisk::calendar
