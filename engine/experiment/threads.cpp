#include "experiment/threads.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/machine.hpp"

namespace convoyrisk::experiment {

int default_threads() {
  const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  const int quota = processor_quota();
  return quota > 0 ? std::min(quota, processors) : processors;
}

void run_on_threads(int threads, const std::function<void()>& work) {
  std::mutex mutex;
  std::exception_ptr failure;
  const auto one = [&]() noexcept {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (failure == nullptr) {
        failure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> others;
  others.reserve(static_cast<std::size_t>(threads));
  try {
    while (others.size() + 1 < static_cast<std::size_t>(threads)) {
      others.emplace_back(one);
    }
  } catch (const std::system_error&) {
    // The system has no more threads: those there are do all of the work.
  }
  one();
  for (std::thread& other : others) {
    other.join();
  }
  if (failure != nullptr) {
    std::rethrow_exception(failure);
  }
}

}  // namespace convoyrisk::experiment
