#include "experiment/run/ordered_blocks.hpp"

#include <mutex>
#include <utility>

#include "experiment/run/in_order.hpp"
#include "experiment/run/threads.hpp"

namespace convoyrisk::experiment {
std::int64_t work_blocks(std::int64_t count, int threads, const std::function<BlockWorker()>& new_worker,
                         const std::atomic<bool>* stop) {
  std::mutex mutex;
  InOrder<std::function<void()>> merges;
  std::atomic<std::int64_t> next_ticket = 0;
  run_on_threads(threads, [&] {
    const BlockWorker worker = new_worker();
    while (stop == nullptr || !stop->load()) {
      const std::int64_t block = next_ticket.fetch_add(1);
      if (block >= count) {
        break;
      }
      std::function<void()> merge = worker(block);
      const std::lock_guard lock(mutex);
      merges.put(block, std::move(merge));
      merges.hand_on([](const std::function<void()>& next) {
        next();
        return true;
      });
    }
  });
  return merges.next();
}

}  // namespace convoyrisk::experiment
