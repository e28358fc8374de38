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

/// Whether the same policies of another world have the same lists, as they share its trips, which what follows from
/// their draws takes to the same departures. Then sets Ways::pass_list as it is there.
[[nodiscard]] bool take_passes(std::vector<PolicyPlan>& policies, const std::vector<PolicyPlan>& like);

}  // namespace convoyrisk::model
