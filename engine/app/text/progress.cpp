#include "app/text/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string>

#include "app/text/number_format.hpp"
#include "app/text/say.hpp"

namespace convoyrisk::app {
namespace {

constexpr int bar_width = 30;
constexpr std::chrono::milliseconds between_bars{100};
constexpr std::chrono::seconds between_lines{10};

/// Seconds between lines that another program wants, to show progress itself; none where it does not.
std::optional<Progress::Clock::duration> wanted_interval() {
  const char* const text = std::getenv("CONVOYRISK_PROGRESS_S");
  const double seconds = text != nullptr ? std::strtod(text, nullptr) : 0;
  if (!(seconds > 0 && seconds <= 3600)) {
    return std::nullopt;
  }
  return std::chrono::duration_cast<Progress::Clock::duration>(std::chrono::duration<double>(seconds));
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(std::int64_t replications, std::int64_t begun, bool quiet)
    : replications_(replications),
      begun_(begun),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      interval_(terminal_ ? Clock::duration(between_bars) : Clock::duration(between_lines)),
      start_(Clock::now()),
      last_shown_(start_) {
  if (const std::optional<Clock::duration> wanted = wanted_interval()) {
    quiet_ = terminal_ = false;
    interval_ = *wanted;
  }
}

void Progress::update(std::int64_t done) {
  const Clock::time_point now = Clock::now();
  const bool last = done >= replications_;
  if (quiet_ || (!last && now - last_shown_ < interval_)) {
    return;
  }
  last_shown_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = seconds > 0 ? static_cast<double>(done - begun_) / seconds : 0;
  const double left_s = rate > 0 ? static_cast<double>(replications_ - done) / rate : 0;
  const double share = static_cast<double>(done) / static_cast<double>(replications_);
  if (terminal_) {
    const int filled = static_cast<int>(share * bar_width);
    say(fmt::format("\r[{}{}] {:3.0f} %  {} replications/s  {} left   ",
                    std::string(static_cast<std::size_t>(filled), '#'),
                    std::string(static_cast<std::size_t>(bar_width - filled), '.'), 100 * share, grouped(rate),
                    clock_time(left_s)));
    line_open_ = true;
  } else {
    say(fmt::format("{} of {} replications, {} a second, {} left\n", grouped(done), grouped(replications_),
                    grouped(rate), clock_time(left_s)));
  }
}

void Progress::finish() {
  if (line_open_) {
    say("\n");
    line_open_ = false;
  }
}

}  // namespace convoyrisk::app
