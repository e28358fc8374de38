#include "model/world/windows.hpp"

#include <algorithm>
#include <cmath>

#include "calendar/scope.hpp"

namespace convoyrisk::model {

double hours_in_force(const spec::Window& window, double horizon_h) {
  return std::max(0.0, std::min(window.until_h, horizon_h) - std::max(window.from_h, 0.0));
}

bool covers(const spec::Zones& zones, ZoneId zone) { return !zones || std::ranges::find(*zones, zone) != zones->end(); }

StepFunction sum_in_force(const std::vector<TimedValue>& values) {
  std::vector<double> steps;
  for (const TimedValue& timed : values) {
    for (const double step : {timed.window.from_h, timed.window.until_h}) {
      if (std::isfinite(step)) {
        steps.push_back(step);
      }
    }
  }
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  const auto sum_where = [&](auto&& holds) {
    double sum = 0;
    for (const TimedValue& timed : values) {
      sum += holds(timed.window) ? timed.value : 0;
    }
    return sum;
  };
  StepFunction sum(sum_where([](const spec::Window& window) { return !std::isfinite(window.from_h); }));
  for (const double step : steps) {
    sum.append(step, sum_where([&](const spec::Window& window) { return calendar::in_force(window, step); }));
  }
  return sum;
}

}  // namespace convoyrisk::model
