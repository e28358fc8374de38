#include "experiment/run/threads.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/machine.hpp"

namespace convoyrisk::experiment {
namespace {

/// TBB orders what is handed to its threads and back, but by means that the thread sanitizer does not see in a library
/// that was built without it. Both sides call this before and after, once a thread, to show it.
void show_handover() {
  static std::mutex handover;
  const std::lock_guard lock(handover);
}

/// How many of the wanted threads, this one among them, the system gives at once. TBB would end the program where it
/// cannot make one, so it is asked for no more than these.
[[nodiscard]] int threads_to_be_had(int wanted) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  std::vector<std::thread> others;
  others.reserve(static_cast<std::size_t>(wanted));
  try {
    while (others.size() + 1 < static_cast<std::size_t>(wanted)) {
      others.emplace_back([released] { released.wait(); });
    }
  } catch (const std::system_error&) {
    // There are no more: those there are do all of the work.
  }
  release.set_value();
  for (std::thread& other : others) {
    other.join();
  }
  return static_cast<int>(others.size()) + 1;
}

}  // namespace

int default_threads() {
  const int processors = tbb::info::default_concurrency();
  const int quota = processor_quota();
  return quota > 0 ? std::min(quota, processors) : processors;
}

void run_on_threads(int threads, const std::function<void()>& work) {
  const int count = threads_to_be_had(threads);
  const auto one = [&work](int) {
    show_handover();
    work();
    show_handover();
  };
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
  tbb::task_arena arena(count);
  show_handover();
  arena.execute([&] { tbb::parallel_for(0, count, one, tbb::simple_partitioner()); });
  show_handover();
}

}  // namespace convoyrisk::experiment
