#include "calendar/scope.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace convoyrisk::calendar {
namespace {

constexpr double seconds_an_hour = 3600;

/// Hours since the midnight before t = 0, as times of day are compared.
double local_h(const spec::Start& start, double t_h) {
  return t_h + start.second_of_day / seconds_an_hour + equal_instants_h;
}

bool on_day(const std::array<bool, 7>& days, const spec::Start& start, double t_h) {
  const auto day = static_cast<std::int64_t>(std::floor(local_h(start, t_h) / 24));
  return days[static_cast<std::size_t>(((start.weekday + day) % 7 + 7) % 7)];
}

}  // namespace

bool within(const spec::HoursOfDay& hours, const spec::Start& start, double t_h) {
  const double local = local_h(start, t_h);
  const double second = (local - 24 * std::floor(local / 24)) * seconds_an_hour;
  return hours.from_s < hours.until_s ? hours.from_s <= second && second < hours.until_s
                                      : hours.from_s <= second || second < hours.until_s;
}

double after_curfew(const spec::HoursOfDay& curfew, const spec::Start& start, double t_h) {
  return within(curfew, start, t_h) ? next_time_of_day(start, t_h, curfew.until_s / seconds_an_hour) : t_h;
}

bool covers(const spec::TripScope& scope, ConvoyId convoy, double scheduled_h, const spec::Start& start) {
  return in_force(scope.window, scheduled_h + equal_instants_h) &&
         (!scope.convoys || std::ranges::find(*scope.convoys, convoy) != scope.convoys->end()) &&
         on_day(scope.on_weekday, start, scheduled_h) && (!scope.hours || within(*scope.hours, start, scheduled_h));
}

}  // namespace convoyrisk::calendar
