#pragma once

#include <atomic>
#include <exception>

namespace convoyrisk {

/// Somebody has asked the program to stop: thrown out of what takes long, so that it ends within about a second.
class Stopped : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "interrupted"; }
};

/// Set by the program when it is asked to stop, by a signal; unset where the simulation has ended by it, so that what
/// there is can be written. One for the process, as signals are.
inline std::atomic<bool> stop_is_wanted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler stores to it");

/// Stands in loops that may take long. Throws Stopped.
inline void heed_stop() {
  if (stop_is_wanted.load(std::memory_order_relaxed)) {
    throw Stopped();
  }
}

}  // namespace convoyrisk
