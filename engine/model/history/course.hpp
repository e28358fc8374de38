#pragma once

#include <cstdint>
#include <vector>

#include "model/harm/attack.hpp"
#include "model/history/expectations.hpp"
#include "model/history/outcome.hpp"
#include "model/world/policy_plan.hpp"

namespace convoyrisk::model {

/// A meeting with attackers as it went, and what decided it.
struct PastMeeting {
  enum class End : std::uint8_t { spotted, passed, attacked };
  double time_h = 0;
  AttackersId attackers;
  double engage = 1;  ///< probability that they attack who are not spotted, were there no guards
  double deterrence = 0;
  double drawn = 0;  ///< the uniform that decided it
  AttackStreams streams;
  SiteId site{};  ///< valid at a site; else it was on the road:
  Place place{};
  std::uint32_t trip = 0;      ///< index into PolicyPlan::trips
  std::uint32_t route = 0;     ///< index into PolicyPlan::routes
  std::uint32_t position = 0;  ///< of the leg in the route
  int more_escorts = 0;        ///< than the policy's escort has: of postures
  End end = End::passed;
  AttackResult attack{};
};

/// Time on the road in [0, horizon): of a trip, of trips that are alike together, or less than nothing to take one of
/// them out again.
struct Journey {
  double hours = 0;
  double escort_hours = 0;  ///< where the escort rides on some legs alone
  std::uint32_t outfit = 0;
  int more_escorts = 0;
};

[[nodiscard]] inline double cost_of(const Journey& journey, const Outfit& outfit, double escort_hour) {
  const int escorts = outfit.escort.vehicles + journey.more_escorts;
  return outfit.escort_runs.empty()
             ? journey.hours * (outfit.boarding.price_per_hour + escorts * escort_hour)
             : journey.hours * outfit.boarding.price_per_hour + journey.escort_hours * escorts * escort_hour;
}

/// How a history went, as far as one must know to tell it again under another policy: what costs, for one.
struct Course {
  /// In order, but for those at which nothing came of a trip that nobody had halted: they are heard of late, and before
  /// somebody halts it.
  std::vector<PastMeeting> meetings;
  std::vector<Journey> journeys;                 ///< in the order in which they are added up
  std::vector<std::uint32_t> harmed_arrivals{};  ///< trips that count, were attacked and arrived
  double sure_deaths = 0;                        ///< expected in flights and accidents
  std::int64_t flown_workers = 0;
  std::int64_t unharmed_delivered = 0;  ///< workers delivered by all others
  OutcomeValues outcomes;

  void clear() {
    meetings.clear();
    journeys.clear();
    harmed_arrivals.clear();
    unharmed_delivered = 0;
  }
};

}  // namespace convoyrisk::model
