#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/world/world.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::app {

/// `3 trips`, `1 trip`.
[[nodiscard]] std::string plural(std::int64_t count, const std::string& noun);

/// A time in the unit that people use.
[[nodiscard]] std::string hours(double value_h);

/// What a policy adds to doing nothing, one line an entry of a measure; empty for none.
[[nodiscard]] std::vector<std::string> describe_policy(const spec::Scenario& scenario, const spec::Policy& policy);

/// By convoy, what its trips have under a policy and how many of them, one line for each kind.
[[nodiscard]] std::vector<std::vector<std::string>> describe_trips(const model::World& world, PolicyId policy);

/// Has the policy a curfew into which no scheduled time falls?
[[nodiscard]] bool curfew_is_idle(const model::World& world, PolicyId policy);

}  // namespace convoyrisk::app
