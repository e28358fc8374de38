#pragma once

#include <cstddef>
#include <vector>

#include "model/world/policy_plan.hpp"

namespace convoyrisk::model {

/// Trips of a convoy on one route whose departures follow from their draws alone: none is flown or may be suspended.
/// Under every policy that has the list they depart alike, so that what groups remember of them is kept once for all.
struct PassList {
  // Where it stands first.
  std::size_t policy = 0;
  std::size_t ways = 0;
  bool steady = false;  ///< without jitter: alike in every history
};

/// The lists of some policies. Sets Ways::pass_list.
[[nodiscard]] std::vector<PassList> list_passes(std::vector<PolicyPlan>& policies);

/// Whether these policies have the lists of those of another world: they share its trips, and the trips depart alike.
/// If so, sets Ways::pass_list as it is there.
[[nodiscard]] bool take_passes(std::vector<PolicyPlan>& policies, const std::vector<PolicyPlan>& like);

}  // namespace convoyrisk::model
