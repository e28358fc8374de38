#include "experiment/ordered_blocks.hpp"

#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <map>
#include <mutex>

namespace convoyrisk::experiment {
namespace {

/// Takes what blocks return in any order and calls it in order of index.
class Sequence {
 public:
  void put(std::int64_t block, std::function<void()> merge) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(block, std::move(merge));
    for (auto first = waiting_.find(next_); first != waiting_.end(); first = waiting_.find(next_)) {
      first->second();
      waiting_.erase(first);
      ++next_;
    }
  }

  [[nodiscard]] std::int64_t done() {
    const std::lock_guard lock(mutex_);
    return next_;
  }

 private:
  std::mutex mutex_;
  std::map<std::int64_t, std::function<void()>> waiting_;
  std::int64_t next_ = 0;
};

/// As in experiment.cpp: shows the thread sanitizer the order that TBB keeps.
void show_handover() {
  static std::mutex handover;
  const std::lock_guard lock(handover);
}

}  // namespace

std::int64_t work_blocks(std::int64_t count, int threads, const std::function<BlockWorker()>& new_worker,
                         const std::atomic<bool>* stop) {
  Sequence sequence;
  std::atomic<std::int64_t> next_ticket = 0;
  const auto work = [&](int) {
    show_handover();
    {
      const BlockWorker worker = new_worker();
      while (stop == nullptr || !stop->load()) {
        const std::int64_t block = next_ticket.fetch_add(1);
        if (block >= count) {
          break;
        }
        sequence.put(block, worker(block));
      }
    }
    show_handover();
  };
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  show_handover();
  arena.execute([&] { tbb::parallel_for(0, threads, work, tbb::simple_partitioner()); });
  show_handover();
  return sequence.done();
}

}  // namespace convoyrisk::experiment
