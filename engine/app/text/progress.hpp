#pragma once

#include <chrono>
#include <cstdint>

namespace convoyrisk::app {

/// Shows how far a run has come, on stderr: a bar with rate and time left on a terminal, a plain line now and then
/// elsewhere. A program that shows progress itself sets CONVOYRISK_PROGRESS_S to seconds, and has a line every so often
/// whatever else is said.
class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// `begun` replications were done before: the rate is of those since.
  Progress(std::int64_t replications, std::int64_t begun, bool quiet);
  void update(std::int64_t done);
  /// Ends the bar's line.
  void finish();

 private:
  std::int64_t replications_;
  std::int64_t begun_;
  bool quiet_;
  bool terminal_;
  bool line_open_ = false;
  Clock::duration interval_;
  Clock::time_point start_;
  Clock::time_point last_shown_;
};

}  // namespace convoyrisk::app
