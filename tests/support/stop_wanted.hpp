#pragma once

#include "base/stop.hpp"

namespace convoyrisk::tests {

/// As if the program had been asked to stop, for as long as this lives.
class StopWanted {
 public:
  StopWanted() { stop_is_wanted = true; }
  StopWanted(const StopWanted&) = delete;
  StopWanted& operator=(const StopWanted&) = delete;
  ~StopWanted() { stop_is_wanted = false; }
};

}  // namespace convoyrisk::tests
