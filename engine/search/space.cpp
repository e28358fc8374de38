#include "search/space.hpp"

#include <limits>
#include <stdexcept>
#include <utility>

#include "base/check.hpp"

namespace convoyrisk::search {

Space::Space(std::vector<int> options) : options_(std::move(options)) {
  for (const int count : options_) {
    const auto radix = static_cast<PlanNumber>(count) + 1;
    if (plans_ > std::numeric_limits<PlanNumber>::max() / radix) {
      throw std::overflow_error("more plans than can be numbered");
    }
    plans_ *= radix;
  }
}

std::vector<int> Space::choice(PlanNumber plan) const {
  CONVOYRISK_ASSERT(plan >= 0 && plan < plans_);
  std::vector<int> choice(options_.size());
  for (std::size_t lever = options_.size(); lever-- > 0;) {
    const auto radix = static_cast<PlanNumber>(options_[lever]) + 1;
    choice[lever] = static_cast<int>(plan % radix);
    plan /= radix;
  }
  return choice;
}

PlanNumber Space::plan(std::span<const int> choice) const {
  CONVOYRISK_ASSERT(choice.size() == options_.size());
  PlanNumber plan = 0;
  for (std::size_t lever = 0; lever < options_.size(); ++lever) {
    plan = plan * (static_cast<PlanNumber>(options_[lever]) + 1) + choice[lever];
  }
  return plan;
}

PlanNumber Space::with(PlanNumber plan, std::size_t lever, int option) const {
  std::vector<int> changed = choice(plan);
  changed[lever] = option;
  return this->plan(changed);
}

}  // namespace convoyrisk::search
