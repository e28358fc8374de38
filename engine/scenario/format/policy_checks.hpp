#pragma once

#include <string_view>

#include "scenario/text/form.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// Checks what policies and options of a search make of convoys, and reports entries that no trip has.
void check_policies(const Cursor& root, const spec::Scenario& scenario);

/// Takes out entries of measures on trips that no trip has, which a scenario must not hold.
void take_out_idle_entries(spec::Policy& policy, const spec::Scenario& scenario);

/// Has nothing changed at a key of any type of vehicle?
[[nodiscard]] bool types_unchanged(const Cursor& root, const spec::Scenario& scenario, std::string_view key);

/// Where an entry of a measure stands, which is a map or a list of entries.
[[nodiscard]] Cursor entry_at(const Cursor& measure, std::size_t index);

/// Reports a convoy without vehicles, or with more workers than seats. Is there neither?
bool check_seats(const Cursor& workers_at, const Cursor& vehicles_at, const spec::Convoy& convoy,
                 const spec::Scenario& scenario);

}  // namespace convoyrisk::scenario
