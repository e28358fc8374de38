#pragma once

#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "base/ids.hpp"

namespace convoyrisk::spec {

/// When a measure is in force: at t with from <= t < until, in hours after t = 0. Left out: always.
struct Window {
  double from_h = -std::numeric_limits<double>::infinity();
  double until_h = std::numeric_limits<double>::infinity();
  friend bool operator==(const Window&, const Window&) = default;
};

/// Local times of day in [from, until), past midnight where until <= from.
struct HoursOfDay {
  int from_s = 0;
  int until_s = 0;
  friend bool operator==(const HoursOfDay&, const HoursOfDay&) = default;
};

/// The trips that an entry of a measure covers, by their convoy and scheduled time. What is left out covers all.
struct TripScope {
  Window window;
  std::optional<std::vector<ConvoyId>> convoys;
  /// Monday first. With hours past midnight, the small hours belong to the day that has begun.
  std::array<bool, 7> on_weekday{true, true, true, true, true, true, true};
  std::optional<HoursOfDay> hours;
  friend bool operator==(const TripScope&, const TripScope&) = default;
};

/// An entry of a measure on trips. A trip has the first entry that covers it.
template <class Measure>
struct OnTrips {
  Measure measure{};
  TripScope scope{};
  bool joined = false;  ///< of another policy, by `with`: it may be one that no trip has
  friend bool operator==(const OnTrips&, const OnTrips&) = default;
};

/// An entry of another measure. All entries that are in force count.
template <class Measure>
struct InForce {
  Measure measure{};
  Window window{};
  bool joined = false;
  friend bool operator==(const InForce&, const InForce&) = default;
};

/// The measure of the first entry; nullptr where there is none.
template <class Entry>
[[nodiscard]] const auto* first(const std::vector<Entry>& entries) {
  return entries.empty() ? nullptr : &entries.front().measure;
}

}  // namespace convoyrisk::spec
