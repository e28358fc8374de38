#pragma once

#include "scenario/text/form.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// Warns of what is allowed but hardly meant.
void warn(const Cursor& root, const spec::Scenario& scenario);

}  // namespace convoyrisk::scenario
