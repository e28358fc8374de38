#include "search/over_draws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace convoyrisk::search {
namespace {

constexpr double middle_share = 0.9;
constexpr double worst_regret_share = 0.05;

/// Mean of the greatest values, a part of the least of them where the share is no whole number of them.
[[nodiscard]] double mean_of_worst(std::vector<double> values, double share) {
  std::ranges::sort(values, std::ranges::greater{});
  const double count = share * static_cast<double>(values.size());
  double sum = 0;
  double left = count;
  for (std::size_t i = 0; i < values.size() && left > 0; ++i) {
    sum += values[i] * std::min(left, 1.0);
    left -= 1;
  }
  return sum / count;
}

}  // namespace

double quantile(std::vector<double> values, double share) {
  const double place = std::ceil(share * static_cast<double>(values.size()) - 1e-9);
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(std::max(place, 1.0)) - 1;
  std::ranges::nth_element(values, nth);
  return *nth;
}

OverDraws over_draws(std::span<const PlanSums> plans, double within, double confidence) {
  const PlanSums& own = plans.back();
  const std::size_t draws_of_trial = own.kept.size() / static_cast<std::size_t>(own.harm.count());
  Moments harm;
  Moments regret;  // by trial: draws of one are not independent
  double regret_of_trial = 0;
  std::vector<double> regrets;
  std::int64_t near = 0;
  for (std::size_t draw = 0; draw < own.kept.size(); ++draw) {
    double least = std::numeric_limits<double>::infinity();
    for (const PlanSums& plan : plans) {
      least = std::min(least, plan.kept[draw]);
    }
    harm.add(own.kept[draw]);
    regrets.push_back(own.kept[draw] - least);
    regret_of_trial += regrets.back() / static_cast<double>(draws_of_trial);
    if ((draw + 1) % draws_of_trial == 0) {
      regret.add(std::exchange(regret_of_trial, 0));
    }
    near += regrets.back() <= within ? 1 : 0;
  }
  OverDraws over;
  over.spread = std::sqrt(std::max(harm.variance() - own.luck.mean(), 0.0));
  const double tail = (1 - middle_share) / 2;
  over.middle = {quantile(own.kept, tail), quantile(own.kept, 1 - tail)};
  over.chance = static_cast<double>(near) / static_cast<double>(harm.count());
  over.chance_interval = stats::clopper_pearson(near, harm.count(), confidence);
  over.regret = regret.constant() ? stats::Estimate{regret.mean(), 0, {regret.mean(), regret.mean()}}
                                  : stats::mean_estimate(regret.sample(), confidence);
  over.worst_regret = mean_of_worst(std::move(regrets), worst_regret_share);
  return over;
}

}  // namespace convoyrisk::search
