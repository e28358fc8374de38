#pragma once

#include "stats/intervals.hpp"

namespace convoyrisk::experiment {

/// What not knowing the parameters does to the choice of one policy.
struct ChoiceOverDraws {
  double share_best = 0;            ///< share of draws in which its mean is least, ties shared equally; luck included
  double mean_regret = 0;           ///< of its expectation minus the least of the draw, unit of the means
  double regret_quantile_95 = 0;    ///< the least x with at least 95 % of the draws' regrets at or below
  stats::Interval regret_interval;  ///< of the mean regret; from 0 where it is not told from none
};

}  // namespace convoyrisk::experiment
