#include "calendar/timetable.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace convoyrisk::calendar {
namespace {

spec::Start monday(int hour, int minute) {
  spec::Start start;
  start.weekday = 0;
  start.second_of_day = hour * 3600 + minute * 60;
  return start;
}

spec::Daily shifts() {
  spec::Daily daily;
  daily.seconds_of_day = {6 * 3600 + 1800, 17 * 3600 + 1800};
  daily.on_weekday = {true, true, true, true, true, true, false};
  return daily;
}

std::vector<double> times(const std::vector<Entry>& list) {
  std::vector<double> values;
  for (const Entry& entry : list) {
    values.push_back(entry.scheduled_h);
  }
  return values;
}

using Times = std::vector<double>;

TEST_CASE("daily entries follow the local clock from a start that is not midnight") {
  CHECK(times(entries(shifts(), monday(5, 30), 0, 48)) == Times{1, 12, 25, 36});
  CHECK(times(entries(shifts(), monday(6, 30), 0, 24)) == Times{0, 11});
  CHECK(times(entries(shifts(), monday(6, 31), 0, 23.9)) == Times{11 - 1 / 60.0});
}

TEST_CASE("daily entries keep to their weekdays on both sides of the start") {
  // A week from Monday 5:30: six days of two. Before it: Sunday none, Saturday and Friday two each.
  CHECK(entries(shifts(), monday(5, 30), 0, 7 * 24).size() == 12);
  CHECK(times(entries(shifts(), monday(5, 30), 72, 2)) == Times{-71, -60, -47, -36, 1});
  spec::Start saturday = monday(0, 0);
  saturday.weekday = 5;
  CHECK(times(entries(shifts(), saturday, 0, 60)) == Times{6.5, 17.5, 54.5});
}

TEST_CASE("entry 0 is the first at or after the start of the clock") {
  const std::vector<Entry> list = entries(shifts(), monday(5, 30), 72, 24);
  REQUIRE(list.size() == 6);
  CHECK(list.front().number == -4);
  CHECK(list[4].number == 0);
  CHECK(list[4].scheduled_h == 1);
  const std::vector<Entry> at_zero = entries(spec::Periodic{3600, 0}, monday(0, 0), 2, 2);
  CHECK(times(at_zero) == Times{-2, -1, 0, 1});
  CHECK(at_zero[2].number == 0);
}

TEST_CASE("numbers do not depend on the warm-up or the horizon") {
  const std::vector<Entry> list = entries(shifts(), monday(5, 30), 24 * 30, 24 * 90);
  for (const Entry& entry : entries(shifts(), monday(5, 30), 24, 48)) {
    const auto same = std::ranges::find(list, entry.scheduled_h, &Entry::scheduled_h);
    REQUIRE(same != list.end());
    CHECK(same->number == entry.number);
  }
}

TEST_CASE("periodic entries run both ways from their offset, beyond a period too") {
  CHECK(times(entries(spec::Periodic{6 * 3600, 3600}, monday(5, 30), 12, 12)) == Times{-11, -5, 1, 7});
  CHECK(times(entries(spec::Periodic{6 * 3600, 13 * 3600}, monday(5, 30), 12, 12)) == Times{-11, -5, 1, 7});
  CHECK(times(entries(spec::Periodic{6 * 3600, -5 * 3600}, monday(5, 30), 12, 12)) == Times{-11, -5, 1, 7});
  CHECK(entries(spec::Periodic{6 * 3600, 13 * 3600}, monday(5, 30), 12, 12)[2].number == 0);
}

TEST_CASE("the ends of the run are exact for every 20 minutes") {
  const std::vector<Entry> list = entries(spec::Periodic{1200, 0}, monday(0, 0), 30 * 24, 90 * 24);
  CHECK(list.size() == 120 * 72);
  CHECK(list.front().scheduled_h == -30 * 24);
  CHECK(list.front().number == -30 * 72);
  CHECK(list.back().scheduled_h == (90 * 72 - 1) / 3.0);
  CHECK(list.back().number == 90 * 72 - 1);
}

TEST_CASE("the hour of day follows the local clock, before the start too") {
  CHECK(hour_of_day(monday(5, 30), 0) == 5);
  CHECK(hour_of_day(monday(5, 30), 0.5) == 6);
  CHECK(hour_of_day(monday(5, 30), 18.49) == 23);
  CHECK(hour_of_day(monday(5, 30), 18.5) == 0);
  CHECK(hour_of_day(monday(5, 30), -5.5) == 0);
  CHECK(hour_of_day(monday(5, 30), -5.51) == 23);
  CHECK(hour_of_day(monday(0, 0), 1000 * 24 + 13.25) == 13);
}

TEST_CASE("the next time of day is the first at or after a time") {
  CHECK(next_time_of_day(monday(5, 30), 0, 6) == 0.5);
  CHECK(next_time_of_day(monday(5, 30), 0.5, 6) == 0.5);
  CHECK(next_time_of_day(monday(5, 30), 0.75, 6) == 24.5);
  CHECK(next_time_of_day(monday(5, 30), 0, 5) == 23.5);
  CHECK(next_time_of_day(monday(5, 30), -30, 6) == -23.5);
  CHECK(next_time_of_day(monday(0, 0), 100 * 24 + 1, 0) == 101 * 24);
}

}  // namespace
}  // namespace convoyrisk::calendar
