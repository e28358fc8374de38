#pragma once

#include <functional>

#include "scenario/document.hpp"
#include "scenario/form.hpp"
#include "scenario/path.hpp"

namespace convoyrisk::scenario {

/// Reads the scenario with another value at a path, and reports at `where` what is then wrong.
using TryValue = std::function<void(const Cursor& where, const Path& path, const Node& value)>;

/// The keys `sweep` and `uncertainty`, of which check_parameters() is the reader: only their schemas are set.
[[nodiscard]] Value sweep();
[[nodiscard]] Value uncertainty();

/// Checks `sweep` and `uncertainty`: their form, and each value they name, in its place in the scenario.
void check_parameters(const Cursor& root, const TryValue& try_value);

}  // namespace convoyrisk::scenario
