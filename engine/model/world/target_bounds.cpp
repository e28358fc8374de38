#include "model/world/target_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace convoyrisk::model {

void TargetBounds::add_up(const CandidateTable& table) {
  greatest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < logarithms.size(); ++i) {
    if (table.runs()[i].weight > 0) {
      greatest = std::max(greatest, logarithms[i]);
    }
  }
  cumulative.clear();
  double total = 0;
  for (std::size_t i = 0; i < logarithms.size(); ++i) {
    total += table.runs()[i].weight * std::exp(logarithms[i] - greatest);
    cumulative.push_back(total);
  }
}

double greatest_level(const std::vector<double>& scheduled_h, double advance_h, double delay_h, double memory_h) {
  // The sum is greatest when one more pass has just been made. Those of trips scheduled within `window_h` before it may
  // all be as fresh, older ones are as late as may be.
  const double window_h = advance_h + delay_h;
  double greatest = 0;
  double older = 0;  // the sum over the first `count` trips, at the time of the last of them
  std::size_t count = 0;
  for (std::size_t k = 0; k < scheduled_h.size(); ++k) {
    for (; count <= k && scheduled_h[count] <= scheduled_h[k] - window_h; ++count) {
      older = 1 + (count == 0 ? 0 : older * std::exp((scheduled_h[count - 1] - scheduled_h[count]) / memory_h));
    }
    const double faded =
        count == 0 ? 0 : older * std::exp((scheduled_h[count - 1] - (scheduled_h[k] - window_h)) / memory_h);
    greatest = std::max(greatest, faded + static_cast<double>(k + 1 - count));
  }
  return greatest;
}

}  // namespace convoyrisk::model
