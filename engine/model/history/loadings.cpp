#include "model/history/loadings.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace convoyrisk::model {

Loadings::Loadings(const Moment& moment, Expectations& expectations)
    : moment_(moment), expectations_(expectations), loadings_(moment.world().policy_count()) {
  for (std::size_t i = 0; i < loadings_.size(); ++i) {
    loadings_[i].resize(moment.world().policy(PolicyId(i)).outfits.size());
  }
}

void Loadings::clear() {
  for (auto& by_outfit : loadings_) {
    for (Kept& kept : by_outfit) {
      kept.clear();
    }
  }
}

void change_escort(Target& target, const spec::Escort& escort, int escorts) {
  std::erase_if(target.vehicles, [](const Vehicle& vehicle) { return vehicle.escort; });
  target.vehicles.insert(target.vehicles.end(), static_cast<std::size_t>(escorts),
                         Vehicle{escort.protection, escort.profile, true, escort.crew, 0});
  target.guards = escorts;
  target.suppress = escort.suppress;
}

const Loading& Loadings::find_or_make(std::uint32_t outfit, int escorts) {
  Kept& kept = loadings_[moment_.policy_id().index()][outfit];
  const auto found = std::ranges::find_if(kept, [&](const auto& loading) { return loading->escorts == escorts; });
  if (found != kept.end()) {
    return **found;
  }
  const Outfit& plan = moment_.policy().outfits[outfit];
  Loading loading;
  loading.escorts = escorts;
  loading.unspotted = std::pow(1 - plan.escort.spot, escorts);
  loading.target.vehicles = plan.boarding.vehicles;
  change_escort(loading.target, plan.escort, escorts);
  loading.key = expectations_.intern(loading.target);
  return *kept.emplace_back(std::make_unique<const Loading>(std::move(loading)));
}

}  // namespace convoyrisk::model
