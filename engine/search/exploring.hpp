#pragma once

#include <cstdint>
#include <vector>

#include "search/evaluation.hpp"
#include "search/space.hpp"

namespace convoyrisk::search {

/// At most so many plans of a space that is too large to simulate all, the base first: the steps of a greedy path,
/// plans drawn by lot, and what exchanging one or two options makes of those that are best for some budget. They are
/// compared on block 0, which must have no part in what is said of them later.
[[nodiscard]] std::vector<PlanNumber> explore(const Space& space, const Means& means, std::int64_t most);

}  // namespace convoyrisk::search
