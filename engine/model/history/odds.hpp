#pragma once

#include <cmath>
#include <limits>

#include "model/harm/attack.hpp"
#include "model/world/world.hpp"

namespace convoyrisk::model {

/// That attackers who were not spotted attack (docs/model.md, 3.4).
[[nodiscard]] inline double attack_probability(double engage, double deterrence, int guards) {
  return guards == 0 ? engage : engage * std::exp(-deterrence * guards);
}

/// One uniform decides a meeting from both ends: below `spot` the attackers are spotted, and in the last part of it,
/// (1 - spot) * engage long, they attack. So a policy under which they are spotted more often or attack less often
/// takes attacks away and adds none.
[[nodiscard]] inline bool ends_spotted(double drawn, double spot) { return drawn < spot; }
[[nodiscard]] inline bool ends_in_attack(double drawn, double spot, double engage) {
  return 1 - drawn < (1 - spot) * engage;
}

/// That cells or attackers who are not agents are spotted on a leg by surveillance or by those who ride along, who fail
/// to with the probability `unspotted`.
[[nodiscard]] inline double spot_probability(const PolicyPlan& policy, RoadId leg, double time_h, double unspotted) {
  return 1 - policy.unspotted(leg, time_h) * unspotted;
}
/// The same at a site.
[[nodiscard]] inline double spot_probability(const PolicyPlan& policy, const spec::Site& site, double time_h,
                                             int guards) {
  return 1 - policy.unspotted(site.node, time_h) * std::pow(1 - site.spot, guards);
}

/// Hours until help reaches a segment, where that matters to the attackers; infinite elsewhere.
[[nodiscard]] inline double help_h(const ModeTable& modes, const World& world, const PolicyPlan& policy,
                                   const Place& place, double time_h) {
  return modes.any_assault() ? policy.help_h(world.leg(place.leg), place.segment, time_h)
                             : std::numeric_limits<double>::infinity();
}
[[nodiscard]] inline double help_h(const ModeTable& modes, const PolicyPlan& policy, NodeId node, double time_h) {
  return modes.any_assault() ? policy.help_h(node, time_h) : std::numeric_limits<double>::infinity();
}

}  // namespace convoyrisk::model
