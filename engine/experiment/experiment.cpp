#include "experiment/experiment.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>

#include "model/replication.hpp"

namespace convoyrisk::experiment {
namespace {

/// What a thread keeps from block to block.
struct Worker {
  explicit Worker(const model::World& world) : replication(world) {}
  model::Replication replication;
  std::vector<model::ReplicationResult> results;  ///< by policy
};

Results empty_results(const model::World& world, const Settings& settings) {
  Results results;
  for (const PolicyId policy : settings.policies) {
    results.policy_names.push_back(world.policy(policy).spec->name);
  }
  for (const model::Leg& leg : world.legs()) {
    results.segment_km.push_back(leg.segment_km());
  }
  results.policies.resize(settings.policies.size());
  results.against_baseline.resize(settings.policies.size());
  return results;
}

Results run_block(const model::World& world, const Settings& settings, std::int64_t block, Worker& worker) {
  Results results = empty_results(world, settings);
  worker.results.resize(settings.policies.size());
  const std::int64_t first = block * block_size;
  const std::int64_t last = std::min(first + block_size, settings.replications);
  for (std::int64_t replication = first; replication < last; ++replication) {
    for (std::size_t i = 0; i < settings.policies.size(); ++i) {
      worker.replication.run(settings.policies[i], settings.seed, static_cast<std::uint64_t>(replication),
                             worker.results[i]);
      results.policies[i].add(worker.results[i]);
      results.against_baseline[i].add(worker.results[0].outcomes, worker.results[i].outcomes);
    }
  }
  results.replications = last - first;
  if (!settings.keep_outcomes) {
    for (PolicyResults& policy : results.policies) {
      policy.values = {};
    }
  }
  return results;
}

}  // namespace

Results run_experiment(const model::World& world, const Settings& settings, const Progress& progress,
                       const std::atomic<bool>* stop) {
  const int threads = settings.threads > 0 ? settings.threads : tbb::info::default_concurrency();
  const std::int64_t blocks = (settings.replications + block_size - 1) / block_size;
  const tbb::global_control control(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::enumerable_thread_specific<std::unique_ptr<Worker>> workers;
  Results results = empty_results(world, settings);
  std::int64_t next = 0;

  const auto take_ticket = [&](tbb::flow_control& control_flow) -> std::int64_t {
    if (next >= blocks || (stop != nullptr && stop->load())) {
      control_flow.stop();
      return 0;
    }
    return next++;
  };
  const auto simulate = [&](std::int64_t block) {
    auto& worker = workers.local();
    if (!worker) {
      worker = std::make_unique<Worker>(world);
    }
    return std::make_shared<Results>(run_block(world, settings, block, *worker));
  };
  const auto merge = [&](const std::shared_ptr<Results>& block) {
    results.merge(std::move(*block));
    if (progress) {
      progress(results.replications);
    }
  };
  tbb::task_arena arena(threads);
  arena.execute([&] {
    tbb::parallel_pipeline(
        static_cast<std::size_t>(2 * threads),
        tbb::make_filter<void, std::int64_t>(tbb::filter_mode::serial_in_order, take_ticket) &
            tbb::make_filter<std::int64_t, std::shared_ptr<Results>>(tbb::filter_mode::parallel, simulate) &
            tbb::make_filter<std::shared_ptr<Results>, void>(tbb::filter_mode::serial_in_order, merge));
  });
  return results;
}

}  // namespace convoyrisk::experiment
