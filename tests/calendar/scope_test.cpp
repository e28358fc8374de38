#include "calendar/scope.hpp"

#include <catch2/catch.hpp>

namespace convoyrisk::calendar {
namespace {

constexpr spec::HoursOfDay by_day{6 * 3600, 18 * 3600};
constexpr spec::HoursOfDay by_night{20 * 3600, 5 * 3600};

/// A Thursday, 15:30.
spec::Start thursday() { return {.year = 2024, .month = 3, .day = 7, .second_of_day = 15 * 3600 + 1800, .weekday = 3}; }

TEST_CASE(
    "hours of the day are closed at their beginning and open at their end, past midnight where they end earlier") {
  const spec::Start start = thursday();
  CHECK(within(by_day, start, 0));
  CHECK(within(by_day, start, 2.499));
  CHECK_FALSE(within(by_day, start, 2.5));
  CHECK_FALSE(within(by_night, start, 4.499));
  CHECK(within(by_night, start, 4.5));
  CHECK(within(by_night, start, 10));
  CHECK_FALSE(within(by_night, start, 13.5));
  CHECK(within(by_night, start, -15.5));  // midnight before
}

TEST_CASE("times within a billionth of an hour of a bound count as at it") {
  const spec::Start start = thursday();
  CHECK_FALSE(within(by_day, start, 2.5 - 1e-10));
  CHECK(within(by_day, start, 2.5 - 1e-8));
  spec::TripScope scope;
  scope.window = {10, 20};
  CHECK(covers(scope, ConvoyId(0), 10 - 1e-10, start));
  CHECK_FALSE(covers(scope, ConvoyId(0), 10 - 1e-8, start));
  CHECK_FALSE(covers(scope, ConvoyId(0), 20 - 1e-10, start));
}

TEST_CASE("a measure is in force from the beginning of its window on, and no more at its end") {
  CHECK_FALSE(in_force({10, 20}, 9.999));
  CHECK(in_force({10, 20}, 10));
  CHECK(in_force({10, 20}, 19.999));
  CHECK_FALSE(in_force({10, 20}, 20));
}

TEST_CASE("a scope covers a trip whose convoy, window, day and hour it names") {
  const spec::Start start = thursday();
  CHECK(covers({}, ConvoyId(3), -1000, start));
  spec::TripScope convoys;
  convoys.convoys = {ConvoyId(1)};
  CHECK(covers(convoys, ConvoyId(1), 0, start));
  CHECK_FALSE(covers(convoys, ConvoyId(0), 0, start));
  spec::TripScope fridays;
  fridays.on_weekday = {false, false, false, false, true, false, false};
  CHECK_FALSE(covers(fridays, ConvoyId(0), 8.49, start));
  CHECK(covers(fridays, ConvoyId(0), 8.5, start));
  CHECK(covers(fridays, ConvoyId(0), 32.49, start));
  CHECK_FALSE(covers(fridays, ConvoyId(0), 32.5, start));
  CHECK(covers(fridays, ConvoyId(0), 8.5 - 7 * 24, start));
}

TEST_CASE("with hours past midnight the small hours belong to the day that has begun") {
  const spec::Start start = thursday();
  spec::TripScope scope;
  scope.on_weekday = {false, false, false, false, true, false, false};
  scope.hours = spec::HoursOfDay{16 * 3600, 6 * 3600};
  CHECK(covers(scope, ConvoyId(0), 8.5 + 2, start));         // Friday 02:00
  CHECK_FALSE(covers(scope, ConvoyId(0), 8.5 + 12, start));  // Friday noon
  CHECK(covers(scope, ConvoyId(0), 8.5 + 17, start));        // Friday 17:00
  CHECK_FALSE(covers(scope, ConvoyId(0), 32.5 + 2, start));  // Saturday 02:00
}

TEST_CASE("a departure in a curfew waits for its end") {
  const spec::Start start = thursday();
  CHECK(after_curfew(by_night, start, 4.4) == 4.4);
  CHECK(after_curfew(by_night, start, 4.5) == Approx(13.5));
  CHECK(after_curfew(by_night, start, 12) == Approx(13.5));
  CHECK(after_curfew(by_night, start, 13.5) == 13.5);
  CHECK(after_curfew(by_day, start, -3) == 2.5);
  CHECK(after_curfew(by_day, start, 24) == 26.5);
}

}  // namespace
}  // namespace convoyrisk::calendar
