#include "model/world/target_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace convoyrisk::model {

void TargetBounds::add_up(const CandidateTable& table) {
  double greatest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (table.weight(table.runs()[i]) > 0) {
      greatest = std::max(greatest, runs[i].logarithm);
    }
  }
  total = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    runs[i].share = std::exp(runs[i].logarithm - greatest);
    total += table.weight(table.runs()[i]) * runs[i].share;
    runs[i].cumulative = total;
  }
}

namespace {

/// The sum, where all departures of a trip lie in a window of this length.
double greatest_level(const Rhythm& rhythm, double window_h, double memory_h) {
  const std::vector<double>& times = rhythm.scheduled_h;
  if (times.empty()) {
    return 0;
  }
  const std::size_t count = times.size();
  // Periods follow each other from number 0 on; what lies before leaves `older` at the last trip before.
  const auto time_h = [&](std::size_t i) {
    const std::size_t period = i / count;
    return times[i % count] + rhythm.period_h * static_cast<double>(period);
  };
  const double last_h = times.back() - rhythm.period_h;
  double older = 0;
  for (const double time : times) {
    older += std::exp((time - times.back()) / memory_h);
  }
  older /= -std::expm1(-rhythm.period_h / memory_h);
  // The sum is greatest when one more trip has just passed. Those scheduled within the window before it may all be as
  // fresh, older ones are as late as may be.
  const auto periods = static_cast<std::size_t>(std::ceil(window_h / rhythm.period_h));
  double greatest = 0;
  std::size_t faded = 0;  // trips from period 0 on that are in `older`
  for (std::size_t k = periods * count; k < (periods + 1) * count; ++k) {
    const double fresh_from_h = time_h(k) - window_h;
    const auto latest_h = [&] { return faded == 0 ? last_h : time_h(faded - 1); };
    for (; faded <= k && time_h(faded) <= fresh_from_h; ++faded) {
      older = 1 + older * std::exp((latest_h() - time_h(faded)) / memory_h);
    }
    greatest = std::max(greatest,
                        older * std::exp((latest_h() - fresh_from_h) / memory_h) + static_cast<double>(k + 1 - faded));
  }
  return greatest;
}

}  // namespace

double greatest_level(const Rhythm& rhythm, double time_h, double spread_h, double memory_h) {
  double jitter_h = 0;
  double curfew_h = 0;
  double headway_h = 0;
  int parts = 1;
  for (const Leeway& leeway : rhythm.leeways) {
    if (leeway.from_h <= time_h) {
      jitter_h = std::max(jitter_h, leeway.jitter_h);
      curfew_h = std::max(curfew_h, leeway.curfew_h);
      headway_h = std::max(headway_h, leeway.headway_h);
      parts = std::max(parts, leeway.parts);
    }
  }
  return parts * greatest_level(rhythm, 2 * jitter_h + curfew_h + headway_h + spread_h, memory_h);
}

}  // namespace convoyrisk::model
