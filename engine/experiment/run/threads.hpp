#pragma once

#include <functional>

namespace convoyrisk::experiment {

/// How many threads the machine has for us.
[[nodiscard]] int default_threads();

/// Calls `work` on so many threads at once, or on as many as the system gives, and waits for all. What one of them
/// throws is thrown.
void run_on_threads(int threads, const std::function<void()>& work);

}  // namespace convoyrisk::experiment
