#include "experiment/experiment.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <map>
#include <mutex>

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

/// TBB orders what is handed to its threads and back, but by means that the thread sanitizer does not see in a library
/// that was built without it. Both sides call this before and after, once a thread, to show it.
void show_handover() {
  static std::mutex handover;
  const std::lock_guard lock(handover);
}

/// Takes blocks in any order and merges them in order of index.
class BlockQueue {
 public:
  BlockQueue(Results merged, const Progress& progress) : merged_(std::move(merged)), progress_(progress) {}

  void put(std::int64_t block, Results&& results) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(block, std::move(results));
    for (auto first = waiting_.find(next_); first != waiting_.end(); first = waiting_.find(next_)) {
      merged_.merge(std::move(first->second));
      waiting_.erase(first);
      ++next_;
      if (progress_) {
        progress_(merged_.replications);
      }
    }
  }

  Results take() {
    const std::lock_guard lock(mutex_);
    return std::move(merged_);
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, Results> waiting_;
  std::int64_t next_ = 0;
  Results merged_;
  const Progress& progress_;
};

}  // namespace

int default_threads() { return tbb::info::default_concurrency(); }

Results run_experiment(const model::World& world, const Settings& settings, const Progress& progress,
                       const std::atomic<bool>* stop) {
  const int threads = settings.threads;
  const std::int64_t blocks = (settings.replications + block_size - 1) / block_size;
  BlockQueue queue(empty_results(world, settings), progress);
  std::atomic<std::int64_t> next_ticket = 0;

  // Blocks are handed out in order of index, so that an interrupted run has a contiguous prefix.
  const auto simulate_blocks = [&] {
    Worker worker(world);
    while (stop == nullptr || !stop->load()) {
      const std::int64_t block = next_ticket.fetch_add(1);
      if (block >= blocks) {
        return;
      }
      queue.put(block, run_block(world, settings, block, worker));
    }
  };
  const auto work = [&simulate_blocks](int) {
    show_handover();
    simulate_blocks();
    show_handover();
  };
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  show_handover();
  arena.execute([&] { tbb::parallel_for(0, threads, work, tbb::simple_partitioner()); });
  show_handover();
  return queue.take();
}

}  // namespace convoyrisk::experiment
