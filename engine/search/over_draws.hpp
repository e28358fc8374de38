#pragma once

#include <span>
#include <vector>

#include "search/sums.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::search {

/// What draws of uncertain parameters make of a plan. Its regret in a draw is what it is worse than the best of some
/// plans there. Each draw's harm is a mean over its replications, whose luck is in all of these but the spread.
struct OverDraws {
  double spread = 0;       ///< standard deviation between draws, luck taken out
  stats::Interval middle;  ///< of nine tenths of the draws
  double chance = 0;       ///< to be within what is promised of the best
  stats::Interval chance_interval;
  stats::Estimate regret;
  double worst_regret = 0;  ///< mean over the worst twentieth of draws
};

/// Of the last of these plans, whose harm by draw was kept, against all of them.
[[nodiscard]] OverDraws over_draws(std::span<const PlanSums> plans, double within, double confidence);

/// The least value that at least this share of the values do not exceed.
[[nodiscard]] double quantile(std::vector<double> values, double share);

}  // namespace convoyrisk::search
