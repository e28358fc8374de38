#include "experiment/tail/tail.hpp"

#include <algorithm>
#include <memory>

#include "base/stop.hpp"
#include "experiment/run/ordered_blocks.hpp"
#include "experiment/summary/plan.hpp"

namespace convoyrisk::experiment {
namespace {

/// Replications of their own: those of plain runs begin at 0, those of the pilot elsewhere.
constexpr std::uint64_t first_replication = std::uint64_t{1} << 61U;

class TailWorker {
 public:
  TailWorker(const model::World& world, const TailSettings& settings, const std::vector<TiltChoice>& choices)
      : settings_(settings), choices_(choices), replication_(world) {}

  std::vector<stats::WeightedCounts> run(std::int64_t first, std::int64_t last) {
    std::vector<stats::WeightedCounts> counts(choices_.size());
    for (std::int64_t number = first; number < last; ++number) {
      for (std::size_t i = 0; i < choices_.size(); ++i) {
        heed_stop();
        const TiltMixture& mixture = choices_[i].mixture;
        run_tilted(replication_, mixture, settings_.policies[i], settings_.seed,
                   first_replication + static_cast<std::uint64_t>(number), result_, draws_);
        counts[i].add(static_cast<std::size_t>(result_.outcomes[model::Outcome::killed_total]), mixture.weight(draws_));
      }
    }
    return counts;
  }

 private:
  const TailSettings& settings_;
  const std::vector<TiltChoice>& choices_;
  model::Replication replication_;
  model::ReplicationResult result_;
  model::TiltedDraws draws_;
};

}  // namespace

stats::WeightedEstimate PolicyTail::exceedance(std::size_t dead, double confidence) const {
  return killed_total.exceedance(dead, confidence, choice.mixture.greatest_weight());
}

std::size_t TailResults::greatest_total() const {
  std::size_t greatest = 0;
  for (const PolicyTail& policy : policies) {
    greatest = std::max(greatest, policy.killed_total.size());
  }
  return greatest > 0 ? greatest - 1 : 0;
}

bool is_doubtful(const stats::WeightedEstimate& estimate, std::int64_t replications) {
  return estimate.effective_size < 0.05 * static_cast<double>(replications) || estimate.largest_share > 0.1;
}

TailResults run_tail(const model::World& world, const TailSettings& settings, const Progress& progress,
                     const std::atomic<bool>* stop) {
  std::vector<TiltChoice> choices;
  for (const PolicyId policy : settings.policies) {
    choices.push_back(
        choose_tilts(world, {policy, settings.seed, settings.threads, settings.replications, settings.at}));
  }
  return sample_tail(world, settings, choices, progress, stop);
}

TailResults sample_tail(const model::World& world, const TailSettings& settings, const std::vector<TiltChoice>& choices,
                        const Progress& progress, const std::atomic<bool>* stop) {
  TailResults results;
  for (std::size_t i = 0; i < settings.policies.size(); ++i) {
    results.policies.push_back({world.policy(settings.policies[i]).spec->name, choices[i], {}});
  }
  const auto new_worker = [&]() -> BlockWorker {
    return [&, worker = std::make_shared<TailWorker>(world, settings, choices)](std::int64_t block) {
      const std::int64_t first = block * block_size;
      const std::int64_t last = std::min(first + block_size, settings.replications);
      return [&results, &progress, last, counts = worker->run(first, last)] {
        for (std::size_t i = 0; i < counts.size(); ++i) {
          results.policies[i].killed_total.merge(counts[i]);
        }
        results.replications = last;
        if (progress) {
          progress(last);
        }
      };
    };
  };
  try {
    work_blocks((settings.replications + block_size - 1) / block_size, settings.threads, new_worker, stop);
  } catch (const Stopped&) {
    // The blocks under way are dropped.
  }
  return results;
}

}  // namespace convoyrisk::experiment
