#pragma once

#include "scenario/text/form.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// Puts the defaults that depend on other values: lengths and names of roads, rosters.
void complete(const Cursor& root, spec::Scenario& scenario);

/// The limits that hold between values, and the warnings. What rests on a value in error is left out.
void check(const Cursor& root, const spec::Scenario& scenario);

}  // namespace convoyrisk::scenario
