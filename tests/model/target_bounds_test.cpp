#include "model/world/target_bounds.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "random/stream.hpp"

namespace convoyrisk::model {
namespace {

constexpr double memory_h = 30;

/// Departures twice a day but for the odd day, and three close together.
std::vector<double> timetable() {
  std::vector<double> times;
  for (int day = 0; day < 20; ++day) {
    if (day % 7 != 5) {
      times.push_back(24.0 * day + 6);
      times.push_back(24.0 * day + 15);
    }
  }
  times.insert(times.end(), {24.0 * 20 + 1, 24.0 * 20 + 1.5, 24.0 * 20 + 2});
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
  double greatest = 0;
  for (const double departure : timetable()) {
    greatest = std::max(greatest, level(timetable(), departure + 1e-9));
  }
  CHECK(greatest_level(timetable(), 0, 0, memory_h) == Approx(greatest).epsilon(1e-9));
  CHECK(greatest_level({}, 0, 0, memory_h) == 0);
}

TEST_CASE("trips that depart early or late never leave more than the greatest level") {
  random::Stream draws(1, 2, 3, 4, 5);
  for (const auto& [advance_h, delay_h] : {std::pair{2.0, 2.0}, {0.0, 11.0}, {7.0, 0.0}, {30.0, 30.0}}) {
    const double bound = greatest_level(timetable(), advance_h, delay_h, memory_h);
    for (int history = 0; history < 200; ++history) {
      std::vector<double> departures = timetable();
      for (double& departure : departures) {
        departure += -advance_h + (advance_h + delay_h) * draws.uniform();
      }
      for (const double departure : departures) {
        REQUIRE(level(departures, departure + 1e-9) <= bound);
      }
    }
  }
}

/// All trips as late as may be, but those that could not have departed yet, which do at the last moment.
TEST_CASE("the greatest level is reached by the worst departures") {
  const double advance_h = 3;
  const double delay_h = 5;
  double greatest = 0;
  for (const double scheduled_h : timetable()) {
    const double now_h = scheduled_h - advance_h + 1e-9;
    std::vector<double> departures;
    for (const double other_h : timetable()) {
      if (other_h - advance_h < now_h) {
        departures.push_back(std::min(other_h + delay_h, now_h - 1e-10));
      }
    }
    greatest = std::max(greatest, level(departures, now_h));
  }
  CHECK(greatest_level(timetable(), advance_h, delay_h, memory_h) == Approx(greatest).epsilon(1e-9));
}

}  // namespace
}  // namespace convoyrisk::model
