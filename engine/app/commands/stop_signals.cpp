#include "app/commands/stop_signals.hpp"

#include <csignal>

#include "base/stop.hpp"

namespace convoyrisk::app {
namespace {

void request_stop(int /*signal*/) { stop_is_wanted = true; }

}  // namespace

void stop_at_signals() {
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace convoyrisk::app
