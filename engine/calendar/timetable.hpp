#pragma once

#include <cstdint>
#include <vector>

#include "spec/convoy.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::calendar {

/// Times of a timetable and times of day are compared with the bounds of the run, of scopes and of curfews to this.
inline constexpr double equal_instants_h = 1e-9;

/// One entry of a convoy's timetable. Number 0 is the first at or after t = 0; earlier ones are negative.
struct Entry {
  double scheduled_h = 0;
  std::int64_t number = 0;
};

/// The entries in [-warmup, horizon), ascending. Computed in whole seconds where the timetable is, so that the ends are
/// exact.
[[nodiscard]] std::vector<Entry> entries(const spec::Timetable& timetable, const spec::Start& start, double warmup_h,
                                         double horizon_h);

/// Local hour of day, 0..23, at time t.
[[nodiscard]] int hour_of_day(const spec::Start& start, double t_h);

/// First time >= t at which the local time of day is `hours` in [0, 24).
[[nodiscard]] double next_time_of_day(const spec::Start& start, double t_h, double hours);

}  // namespace convoyrisk::calendar
