#pragma once

#include <functional>
#include <optional>
#include <string>

#include "scenario/text/changed.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/form.hpp"
#include "scenario/text/path.hpp"
#include "spec/scenario.hpp"

/// What the blocks `sweep` and `uncertainty` share: values of the scenario that a run varies.
namespace convoyrisk::scenario {

/// Reads the scenario with other values in it, and reports at `where` what is then wrong. False where anything is.
using TryValues = std::function<bool(const Cursor& where, const NewValues& values)>;

/// The path that a key spells; none where it is not one or leads to what all scenarios of a run must share, which is
/// reported.
[[nodiscard]] std::optional<Path> variable_path(const Cursor& at, const std::string& text);

/// What two scenarios of one run must share but do not, such as "horizon", as the axes and the units of a result rest
/// on it; "" where they share it all.
[[nodiscard]] std::string difference(const spec::Scenario& base, const spec::Scenario& varied);

/// The schema of a key that is a path.
void path_schema(Schema& schema);

/// A map with one key.
void one_key_schema(Schema& schema);

}  // namespace convoyrisk::scenario
