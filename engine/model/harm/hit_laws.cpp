#include "model/harm/hit_laws.hpp"

#include "model/harm/dead_law.hpp"
#include "model/harm/law_nodes.hpp"
#include "model/harm/target.hpp"

namespace convoyrisk::model {

const std::vector<double>& HitLaws::of(const spec::Mode& mode, double protection, int people) {
  std::vector<double>& law = kept_[{&mode, protection, people}];
  if (law.empty()) {
    const PeopleAtRisk all{people, mode.kill * (1 - protection)};
    std::vector<WeightedValue> risks = severity_nodes(mode.severity_cv, {&all, 1});
    for (WeightedValue& node : risks) {
      node.value = hit_probability(node.value, mode.kill, protection);
    }
    law = averaged_binomial(people, risks);
    size_ += law.size();
  }
  return law;
}

void HitLaws::clear() {
  kept_.clear();
  size_ = 0;
}

}  // namespace convoyrisk::model
