#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace convoyrisk::model {

enum class EventKind : std::uint8_t {
  departed,
  cancelled,
  flown,
  arrived,
  dormant,
  preparing,
  staged,
  recovering,
  intercepted,
  eliminated,
  recruited,
  gone,  ///< of a follow-up, whatever ended it
  // Meetings:
  spotted,
  attacked,
  passed,
  background_spotted,
  background_attacked,
  background_passed,
  site_spotted,
  site_attacked,
  site_passed,
};

/// By EventKind, as files name them.
inline constexpr std::array<std::string_view, 21> event_names{"departed",
                                                              "cancelled",
                                                              "flown",
                                                              "arrived",
                                                              "dormant",
                                                              "preparing",
                                                              "staged",
                                                              "recovering",
                                                              "intercepted",
                                                              "eliminated",
                                                              "recruited",
                                                              "gone",
                                                              "spotted",
                                                              "attacked",
                                                              "passed",
                                                              "background_spotted",
                                                              "background_attacked",
                                                              "background_passed",
                                                              "site_spotted",
                                                              "site_attacked",
                                                              "site_passed"};
static_assert(event_names.size() == static_cast<std::size_t>(EventKind::site_passed) + 1);

/// Of an interception.
enum class Cause : std::uint8_t { spotting, patrol, tip, raid, reaction };

inline constexpr std::array<std::string_view, 5> cause_names{"spotting", "patrol", "tip", "raid", "reaction"};
static_assert(cause_names.size() == static_cast<std::size_t>(Cause::reaction) + 1);

/// One thing that happened in a replication. Ids that do not apply are invalid; what else does not apply is 0.
struct Event {
  double time_h = 0;
  EventKind kind = EventKind::departed;
  ConvoyId convoy{};
  std::int64_t entry = 0;
  std::uint32_t part = 0;  ///< of a trip that is split
  GroupId group{};
  std::uint64_t cell = 0;  ///< identity within the group, the same under every policy (see CellName)
  RoadId leg{};
  SiteId site{};
  Cause cause = Cause::spotting;  ///< of an interception
  // Of a meeting of a trip or a site with attackers, as it is decided (docs/model.md, 3.4 to 3.6).
  double spot_probability = 0;
  double attack_probability = 0;  ///< before it is known whether the attackers are spotted
  double expected_killed = 0;     ///< workers, or people at a site, given an attack
  double waited_h = 0;            ///< of a trip's departure, cancellation or flight: how long a curfew put it off
  // Of an attack; killed also of a flight that counts.
  std::int32_t killed = 0;   ///< workers or people at a site
  std::int32_t injured = 0;  ///< likewise
  std::int32_t escort_killed = 0;
  std::int32_t escort_injured = 0;
  friend bool operator==(const Event&, const Event&) = default;
};

using EventLog = std::vector<Event>;

/// How Event::cell is put together.
struct CellName {
  static constexpr unsigned stream_shift = 40;
  std::uint64_t stream = 0;  ///< 0 there from the start, 1 recruited, 2 recruited by the backlash, 3 a follow-up
  std::uint64_t number = 0;  ///< among those of the stream; of a follow-up drawn, and no count
  static constexpr std::uint64_t of_follow_up(std::uint64_t entity) {
    return (std::uint64_t{3} << stream_shift) | (entity & ((std::uint64_t{1} << stream_shift) - 1));
  }
  static constexpr CellName of(std::uint64_t cell) {
    return {cell >> stream_shift, cell & ((std::uint64_t{1} << stream_shift) - 1)};
  }
};

/// Whether the outcomes count an event: departures, flights, cancellations and arrivals by the time of their schedule,
/// all else by its own.
[[nodiscard]] constexpr bool counts(const Event& event) {
  switch (event.kind) {
    case EventKind::departed:
    case EventKind::cancelled:
    case EventKind::flown:
    case EventKind::arrived:
      return event.entry >= 0;
    default:
      return event.time_h >= 0;
  }
}

/// Whether the event is a meeting, which has odds.
[[nodiscard]] constexpr bool is_meeting(EventKind kind) { return kind >= EventKind::spotted; }

/// Whether the event is an attack, which has victims.
[[nodiscard]] constexpr bool is_attack(EventKind kind) {
  return kind == EventKind::attacked || kind == EventKind::background_attacked || kind == EventKind::site_attacked;
}

}  // namespace convoyrisk::model
