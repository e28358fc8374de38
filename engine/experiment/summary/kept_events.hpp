#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "model/history/event_log.hpp"

namespace convoyrisk::experiment {

/// What is kept of events: all that a trace counts (docs/trace.md) but departures and arrivals, which are everyday,
/// and the states of cells that nobody sees.
struct KeptKind {
  model::EventKind event = model::EventKind::staged;
  model::Cause cause = model::Cause::spotting;  ///< of an interception
};

inline constexpr std::array kept_kinds{KeptKind{model::EventKind::recruited},
                                       KeptKind{model::EventKind::staged},
                                       KeptKind{model::EventKind::spotted},
                                       KeptKind{model::EventKind::attacked},
                                       KeptKind{model::EventKind::passed},
                                       KeptKind{model::EventKind::background_spotted},
                                       KeptKind{model::EventKind::background_attacked},
                                       KeptKind{model::EventKind::site_spotted},
                                       KeptKind{model::EventKind::site_attacked},
                                       KeptKind{model::EventKind::intercepted, model::Cause::spotting},
                                       KeptKind{model::EventKind::intercepted, model::Cause::patrol},
                                       KeptKind{model::EventKind::intercepted, model::Cause::tip},
                                       KeptKind{model::EventKind::intercepted, model::Cause::raid},
                                       KeptKind{model::EventKind::intercepted, model::Cause::reaction},
                                       KeptKind{model::EventKind::eliminated},
                                       KeptKind{model::EventKind::cancelled},
                                       KeptKind{model::EventKind::flown}};

/// As "attacked" or "intercepted_patrol".
[[nodiscard]] std::string kept_name(const KeptKind& kind);

/// An event as results hold it: no place finer than a leg, no time finer than a day and no cell, since the hours of
/// many replications together would tell on which part of a leg they fell. Indices are into the scenario's lists, -1
/// where there is none.
struct KeptEvent {
  std::int64_t replication = 0;
  std::int64_t entry = 0;  ///< of the convoy's timetable; 0 without a convoy
  std::int32_t day = 0;    ///< whole days since t = 0
  std::int32_t kind = 0;   ///< index into kept_kinds
  std::int32_t leg = -1;
  std::int32_t site = -1;
  std::int32_t convoy = -1;
  std::int32_t group = -1;
  std::int32_t killed = 0;  ///< workers, or people at the site
  std::int32_t injured = 0;
  std::int32_t escort_killed = 0;
  std::int32_t escort_injured = 0;
  friend bool operator==(const KeptEvent&, const KeptEvent&) = default;
};
static_assert(std::has_unique_object_representations_v<KeptEvent>, "blocks go to their log byte by byte");

/// Appends what is kept of a replication's events, those that the outcomes count, in their order.
void keep_events(const model::EventLog& log, std::int64_t replication, std::vector<KeptEvent>& kept);

}  // namespace convoyrisk::experiment
