#include "experiment/summary/plan.hpp"

#include <algorithm>

namespace convoyrisk::experiment {

Plan::Range Plan::range(std::int64_t block) const {
  if (has_draws()) {
    return {static_cast<std::size_t>(block), block * replications, (block + 1) * replications};
  }
  return {0, block * block_size, std::min((block + 1) * block_size, replications)};
}

}  // namespace convoyrisk::experiment
