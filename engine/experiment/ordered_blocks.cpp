#include "experiment/ordered_blocks.hpp"

#include <map>
#include <mutex>

#include "experiment/threads.hpp"

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

}  // namespace

std::int64_t work_blocks(std::int64_t count, int threads, const std::function<BlockWorker()>& new_worker,
                         const std::atomic<bool>* stop) {
  Sequence sequence;
  std::atomic<std::int64_t> next_ticket = 0;
  run_on_threads(threads, [&] {
    const BlockWorker worker = new_worker();
    while (stop == nullptr || !stop->load()) {
      const std::int64_t block = next_ticket.fetch_add(1);
      if (block >= count) {
        break;
      }
      sequence.put(block, worker(block));
    }
  });
  return sequence.done();
}

}  // namespace convoyrisk::experiment
