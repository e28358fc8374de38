#include "experiment/threads.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <mutex>

#include "base/machine.hpp"

namespace convoyrisk::experiment {
namespace {

/// TBB orders what is handed to its threads and back, but by means that the thread sanitizer does not see in a library
/// that was built without it. Both sides call this before and after, once a thread, to show it.
void show_handover() {
  static std::mutex handover;
  const std::lock_guard lock(handover);
}

}  // namespace

int default_threads() {
  const int processors = tbb::info::default_concurrency();
  const int quota = processor_quota();
  return quota > 0 ? std::min(quota, processors) : processors;
}

void run_on_threads(int threads, const std::function<void()>& work) {
  const auto one = [&work](int) {
    show_handover();
    work();
    show_handover();
  };
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  show_handover();
  arena.execute([&] { tbb::parallel_for(0, threads, one, tbb::simple_partitioner()); });
  show_handover();
}

}  // namespace convoyrisk::experiment
