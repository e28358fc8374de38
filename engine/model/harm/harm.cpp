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

Harm HarmModel::means(double help_h, MeanRisks& risks) const {
  Harm harm;
  for (const WeightedMode& mode : modes_) {
    mode.harm.add_means(mode.probability, help_h, risks, harm);
  }
  return harm;
}

const std::vector<double>& HarmModel::law(double help_h, HitLaws& hit_laws) {
  if (!law_.empty() && help_h == help_h_) {
    return law_;
  }
  std::size_t workers = 0;
  for (const WeightedMode& mode : modes_) {
    workers = std::max(workers, mode.harm.workers());
  }
  help_h_ = help_h;
  law_.assign(workers + 1, 0);
  for (WeightedMode& mode : modes_) {
    mode.harm.add_law(mode.probability, help_h, hit_laws, law_);
  }
  return law_;
}

Harm expected_harm(const std::vector<spec::Mode>& modes, const Target& target, double help_h) {
  HarmModel model(modes, target);
  MeanRisks risks;
  Harm harm = model.means(help_h, risks);
  HitLaws hit_laws;
  harm.killed_probability = model.law(help_h, hit_laws);
  return harm;
}

std::size_t HarmModel::size() const {
  std::size_t size = law_.size();
  for (const WeightedMode& mode : modes_) {
    size += mode.harm.size();
  }
  return size;
}

bool any_assault(const std::vector<spec::Mode>& modes) {
  return std::ranges::any_of(modes, [](const spec::Mode& mode) { return mode.assault.has_value(); });
}

}  // namespace convoyrisk::model
