#include "model/harm/harm.hpp"

#include <algorithm>

namespace convoyrisk::model {

HarmModel::HarmModel(const std::vector<spec::Mode>& modes, const Target& target) {
  double total_weight = 0;
  for (const spec::Mode& mode : modes) {
    total_weight += mode.weight;
  }
  for (const spec::Mode& mode : modes) {
    if (mode.weight > 0) {
      modes_.push_back({mode.weight / total_weight, ModeHarm(mode, target)});
    }
  }
}

Harm HarmModel::harm(double help_h) const {
  std::size_t workers = 0;
  for (const WeightedMode& mode : modes_) {
    workers = std::max(workers, mode.harm.workers());
  }
  Harm harm;
  harm.killed_probability.assign(workers + 1, 0);
  for (const WeightedMode& mode : modes_) {
    mode.harm.add(mode.probability, help_h, harm);
  }
  return harm;
}

std::size_t HarmModel::size() const {
  std::size_t size = 0;
  for (const WeightedMode& mode : modes_) {
    size += mode.harm.size();
  }
  return size;
}

bool any_assault(const std::vector<spec::Mode>& modes) {
  return std::ranges::any_of(modes, [](const spec::Mode& mode) { return mode.assault.has_value(); });
}

}  // namespace convoyrisk::model
