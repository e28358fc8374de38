#include "model/world/target_bounds.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "random/stream.hpp"

namespace convoyrisk::model {
namespace {

constexpr double memory_h = 30;
constexpr int weeks = 12;

/// Twice a day but for one day of the week, and three close together.
Rhythm weekly(double window_h = 0) {
  Rhythm rhythm;
  rhythm.leeways.push_back({.from_h = 10, .curfew_h = window_h});
  for (int day = 0; day < 6; ++day) {
    rhythm.scheduled_h.push_back(24.0 * day + 6);
    rhythm.scheduled_h.push_back(24.0 * day + 15);
  }
  rhythm.scheduled_h.insert(rhythm.scheduled_h.end(), {24.0 * 6 + 1, 24.0 * 6 + 1.5, 24.0 * 6 + 2});
  rhythm.period_h = 7 * 24;
  return rhythm;
}

/// All departures of some weeks, were all in time.
std::vector<double> timetable(const Rhythm& rhythm) {
  std::vector<double> times;
  for (int week = 0; week < weeks; ++week) {
    for (const double time : rhythm.scheduled_h) {
      times.push_back(time + rhythm.period_h * week);
    }
  }
  return times;
}

/// What is remembered at t of departures, of those before t, literally.
double level(const std::vector<double>& departures, double t) {
  double sum = 0;
  for (const double departure : departures) {
    sum += departure < t ? std::exp(-(t - departure) / memory_h) : 0;
  }
  return sum;
}

TEST_CASE("the greatest level of a timetable that is kept is that just after one of its departures") {
  const Rhythm rhythm = weekly();
  double greatest = 0;
  for (const double departure : timetable(rhythm)) {
    greatest = std::max(greatest, level(timetable(rhythm), departure + 1e-9));
  }
  CHECK(greatest_level(rhythm, 10, 0, memory_h) == Approx(greatest).epsilon(1e-9));
  CHECK(greatest_level({{}, 168, {}}, 10, 0, memory_h) == 0);
}

TEST_CASE("trips that depart early or late never leave more than the greatest level") {
  random::Stream draws(1, 2, 3, 4, 5);
  for (const double window_h : {4.0, 11.0, 60.0, 400.0}) {
    const Rhythm rhythm = weekly(window_h);
    const double bound = greatest_level(rhythm, 10, 0, memory_h);
    for (int history = 0; history < 20; ++history) {
      std::vector<double> departures = timetable(rhythm);
      for (double& departure : departures) {
        departure += window_h * draws.uniform();
      }
      for (const double departure : departures) {
        REQUIRE(level(departures, departure + 1e-9) <= bound);
      }
    }
  }
}

/// All trips as late as may be, but those that could not have departed yet, which do at the last moment.
TEST_CASE("the greatest level is reached by the worst departures") {
  for (const double window_h : {8.0, 100.0, 400.0}) {
    const Rhythm rhythm = weekly(window_h);
    double greatest = 0;
    for (const double earliest_h : timetable(rhythm)) {
      const double now_h = earliest_h + 1e-9;
      std::vector<double> departures;
      for (const double other_h : timetable(rhythm)) {
        if (other_h < now_h) {
          departures.push_back(std::min(other_h + window_h, now_h - 1e-10));
        }
      }
      greatest = std::max(greatest, level(departures, now_h));
    }
    CHECK(greatest_level(rhythm, 10, 0, memory_h) == Approx(greatest).epsilon(1e-9));
  }
}

TEST_CASE("leeways widen the window together, once they are in force, and parts come one by one") {
  const Rhythm rhythm{{5}, 24, {{.from_h = 3, .jitter_h = 2}, {.from_h = 4, .headway_h = 1, .parts = 3}}};
  const double in_time = 1 / (1 - std::exp(-24 / memory_h));
  const auto fresh = [&](double window_h) { return 1 + (in_time - 1) * std::exp(window_h / memory_h); };
  CHECK(greatest_level(rhythm, 2.9, 0, memory_h) == Approx(in_time));
  CHECK(greatest_level(rhythm, 2.9, 7, memory_h) == Approx(fresh(7)));
  CHECK(greatest_level(rhythm, 3, 0, memory_h) == Approx(fresh(4)));
  CHECK(greatest_level(rhythm, 5, 7, memory_h) == Approx(3 * fresh(12)));
}

}  // namespace
}  // namespace convoyrisk::model
