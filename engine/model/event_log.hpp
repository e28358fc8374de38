#pragma once

#include <cstdint>
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
  spotted,
  attacked,
  passed,
  background_spotted,
  background_attacked,
  site_spotted,
  site_attacked,
};

/// One thing that happened in a replication. Ids that do not apply are invalid; `entry` and `cell` then are 0.
struct Event {
  double time_h = 0;
  EventKind kind = EventKind::departed;
  ConvoyId convoy{};
  std::int64_t entry = 0;
  GroupId group{};
  std::uint64_t cell = 0;  ///< identity within the group, the same under every policy
  RoadId leg{};
  SiteId site{};
  std::int32_t killed = 0;   ///< workers or people at a site
  std::int32_t injured = 0;  ///< likewise
  friend bool operator==(const Event&, const Event&) = default;
};

using EventLog = std::vector<Event>;

}  // namespace convoyrisk::model
