#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <vector>

#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

inline constexpr std::size_t no_entry = static_cast<std::size_t>(-1);

/// The measures on trips, in the order of their keys in a policy; as in policy_checks.cpp.
enum class TripMeasure { escort, vehicles, schedule, routing, consolidate, split, airlift };
inline constexpr std::size_t trip_measure_count = 7;

/// The entry of each measure that a trip has, by TripMeasure; no_entry where it has none.
using TripEntries = std::array<std::size_t, trip_measure_count>;

/// A convoy as it is under a policy.
[[nodiscard]] spec::Convoy convoy_under(const spec::Policy& policy, const spec::Scenario& scenario, ConvoyId convoy);

/// What the trips of a convoy have under a policy (docs/model.md, 2 "Scope" and 3.1), each combination once and in the
/// order in which it first occurs in [-warmup, horizon), with the number of trips that have it.
struct Combination {
  TripEntries entries{};
  std::size_t trips = 0;
};
[[nodiscard]] std::vector<Combination> combinations(const spec::Policy& policy, const spec::Scenario& scenario,
                                                    ConvoyId convoy);

}  // namespace convoyrisk::scenario
