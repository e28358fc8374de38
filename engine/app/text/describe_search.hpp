#pragma once

#include <string>

#include "spec/scenario.hpp"

namespace convoyrisk::app {

/// What `search` spans; nothing without the block. Throws InputError where a plan cannot be simulated.
[[nodiscard]] std::string describe_search(const spec::Scenario& scenario);

}  // namespace convoyrisk::app
