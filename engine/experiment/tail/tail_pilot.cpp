#include "experiment/tail/tail_pilot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "base/stop.hpp"
#include "experiment/run/ordered_blocks.hpp"
#include "experiment/summary/plan.hpp"

namespace convoyrisk::experiment {
namespace {

constexpr int stages = 3;
constexpr std::int64_t blocks_of_stage = 8;
/// Replications of their own, apart from those of any run.
constexpr std::uint64_t first_pilot_replication = std::uint64_t{1} << 62U;
/// An exceedance is believed where so many replications of a stage reach it.
constexpr std::size_t least_reached = 20;
constexpr int fitting_steps = 30;
/// Share in every mixture that the candidates have alike, whatever was fitted: a pilot does not see all the ways in
/// which a total far out can come about.
constexpr double common_share = 0.3;

struct Severity {
  double raised;
  double share;
};
/// All combinations are candidates. Small ones are for horizons of many attacks, in each of which they work.
constexpr std::array engagements{0.0, 0.25, 0.7, 1.4};
constexpr std::array<Severity, 6> severities{{{0, 0}, {0.7, 0.5}, {1.4, 0.5}, {2.1, 0.5}, {1.4, 0.12}, {2.1, 0.12}}};
constexpr std::array deaths{0.0, 0.03, 0.08, 0.2, 0.5};

/// By the last index fastest; the first is no tilt.
std::vector<model::Tilt> candidates() {
  std::vector<model::Tilt> tilts;
  for (const double engagement : engagements) {
    for (const Severity& severity : severities) {
      for (const double dead : deaths) {
        tilts.push_back({engagement, engagement, severity.raised, severity.share, dead});
      }
    }
  }
  return tilts;
}

/// One replication of the pilot.
struct Trial {
  int dead = 0;
  double weight = 0;           ///< against the mixture of its stage
  std::vector<double> ratios;  ///< likelihood ratios by candidate, times `weight`
};

class PilotWorker {
 public:
  PilotWorker(const model::World& world, const PilotSettings& settings, const TiltMixture& mixture)
      : settings_(settings), mixture_(mixture), replication_(world) {}

  std::vector<Trial> run(std::int64_t block) {
    std::vector<Trial> trials;
    for (std::int64_t i = 0; i < block_size; ++i) {
      heed_stop();
      const auto number = first_pilot_replication + static_cast<std::uint64_t>(block * block_size + i);
      run_tilted(replication_, mixture_, settings_.policy, settings_.seed, number, result_, draws_);
      std::vector<double> log_ratios = mixture_.log_ratios(draws_);
      Trial trial{static_cast<int>(result_.outcomes[model::Outcome::killed_total]), mixture_.weight(log_ratios),
                  std::move(log_ratios)};
      for (double& ratio : trial.ratios) {
        ratio = std::exp(ratio) * trial.weight;
      }
      trials.push_back(std::move(trial));
    }
    return trials;
  }

 private:
  const PilotSettings& settings_;
  const TiltMixture& mixture_;
  model::Replication replication_;
  model::ReplicationResult result_;
  model::TiltedDraws draws_;
};

std::vector<Trial> run_stage(const model::World& world, const PilotSettings& settings, const TiltMixture& mixture,
                             int stage) {
  std::vector<Trial> trials;
  const auto new_worker = [&]() -> BlockWorker {
    return [&, worker = std::make_shared<PilotWorker>(world, settings, mixture)](std::int64_t block) {
      return [&trials, found = worker->run(stage * blocks_of_stage + block)] {
        trials.insert(trials.end(), found.begin(), found.end());
      };
    };
  };
  work_blocks(blocks_of_stage, settings.threads, new_worker);
  return trials;
}

/// P(killed_total >= n) by n as far as it is believed, from 0 on.
std::vector<double> exceedances(const std::vector<Trial>& trials) {
  std::vector<const Trial*> worst_first;
  for (const Trial& trial : trials) {
    worst_first.push_back(&trial);
  }
  std::ranges::stable_sort(worst_first, std::greater<>(), &Trial::dead);
  const int greatest = worst_first[least_reached - 1]->dead;
  std::vector<double> chances(static_cast<std::size_t>(greatest) + 1, 0);
  for (const Trial* trial : worst_first) {
    const auto reached = static_cast<std::size_t>(std::min(trial->dead, greatest));
    chances[reached] += trial->weight / static_cast<double>(trials.size());
  }
  for (std::size_t n = chances.size() - 1; n-- > 0;) {
    chances[n] += chances[n + 1];
  }
  return chances;
}

int target(const std::vector<double>& chances, const PilotSettings& settings) {
  const auto last = static_cast<int>(chances.size()) - 1;
  if (settings.at) {
    return std::min(*settings.at, last);
  }
  const auto rare = std::ranges::find_if(
      chances, [&](double chance) { return chance < 0.1 / static_cast<double>(settings.replications); });
  return std::min(static_cast<int>(rare - chances.begin()), last);
}

/// By trial: how much it matters, alike for all n from a half of the target up to it.
std::vector<double> importance(const std::vector<Trial>& trials, const std::vector<double>& chances, int dead) {
  std::vector<double> sums(static_cast<std::size_t>(dead) + 1, 0);  ///< of 1/P(n), by the greatest n reached
  for (int n = std::max(dead / 2, 1); n <= dead; ++n) {
    const auto i = static_cast<std::size_t>(n);
    sums[i] = sums[i - 1] + 1 / chances[i];
  }
  std::vector<double> values;
  for (const Trial& trial : trials) {
    values.push_back(trial.weight * sums[static_cast<std::size_t>(std::min(trial.dead, dead))]);
  }
  return values;
}

/// Shares of the candidates that minimise the cross entropy from the law of important replications: by the steps of
/// Dempster, Laird and Rubin (1977), from equal shares.
std::vector<double> fit_shares(const std::vector<Trial>& trials, const std::vector<double>& values,
                               std::size_t candidate_count) {
  std::vector<double> shares(candidate_count, 1 / static_cast<double>(candidate_count));
  for (int step = 0; step < fitting_steps; ++step) {
    std::vector<double> next(candidate_count, 0);
    double total = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
      if (values[i] <= 0) {
        continue;
      }
      double density = 0;
      for (std::size_t k = 0; k < candidate_count; ++k) {
        density += shares[k] * trials[i].ratios[k];
      }
      for (std::size_t k = 0; k < candidate_count; ++k) {
        next[k] += values[i] * shares[k] * trials[i].ratios[k] / density;
      }
      total += values[i];
    }
    for (std::size_t k = 0; k < candidate_count; ++k) {
      shares[k] = next[k] / total;
    }
  }
  return shares;
}

TiltMixture mixture_of(const std::vector<double>& fitted) {
  const double alike = common_share / static_cast<double>(fitted.size());
  std::vector<TiltMixture::Part> parts;
  for (const model::Tilt& tilt : candidates()) {
    parts.push_back({alike + (1 - common_share - plain_share) * fitted[parts.size()], tilt});
  }
  parts.front().share += plain_share;
  return TiltMixture(std::move(parts));
}

}  // namespace

TiltChoice choose_tilts(const model::World& world, const PilotSettings& settings) {
  const std::size_t tilts = candidates().size();
  TiltChoice choice;
  choice.mixture = mixture_of(std::vector(tilts, 1 / static_cast<double>(tilts)));
  for (int stage = 0; stage < stages; ++stage) {
    const std::vector<Trial> trials = run_stage(world, settings, choice.mixture, stage);
    const std::vector<double> chances = exceedances(trials);
    choice.dead = target(chances, settings);
    if (choice.dead == 0) {
      return {};
    }
    choice.exceedance = chances[static_cast<std::size_t>(choice.dead)];
    choice.mixture = mixture_of(fit_shares(trials, importance(trials, chances, choice.dead), tilts));
  }
  return choice;
}

}  // namespace convoyrisk::experiment
