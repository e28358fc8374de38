#pragma once

#include <cstdint>
#include <vector>

#include "model/world/world.hpp"

namespace convoyrisk::model {

/// By policy: the first policy of the world that is its kin. Histories of kin under the same luck go the same way until
/// a meeting with attackers ends differently: they have the same trips and the same measures, but for who rides along
/// (escorts), who sits in which vehicles (armour), who looks out (surveillance), who comes to help (reaction forces),
/// and what all costs.
[[nodiscard]] std::vector<std::uint32_t> first_kin(const World& world);

}  // namespace convoyrisk::model
