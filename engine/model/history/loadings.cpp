#include "model/history/loadings.hpp"

#include <algorithm>

namespace convoyrisk::model {

Loadings::Loadings(const Moment& moment, Expectations& expectations)
    : moment_(moment), expectations_(expectations), loadings_(moment.world().policy_count()) {
  for (auto& by_convoy : loadings_) {
    by_convoy.resize(moment.scenario().convoys.size());
  }
}

void Loadings::clear() {
  for (auto& by_convoy : loadings_) {
    for (auto& list : by_convoy) {
      list.clear();
    }
  }
}

const Loading& Loadings::of(ConvoyId convoy, int escorts) {
  auto& list = loadings_[moment_.policy_id().index()][convoy.index()];
  const auto found = std::ranges::find(list, escorts, &Loading::escorts);
  if (found != list.end()) {
    return *found;
  }
  const PolicyPlan& policy = moment_.policy();
  const spec::Escort& escort = policy.escort;
  Loading loading;
  loading.escorts = escorts;
  loading.spot_probability = policy.spot_probability(escorts);
  loading.target.vehicles = policy.convoys[convoy.index()].boarding.vehicles;
  loading.target.vehicles.insert(loading.target.vehicles.end(), static_cast<std::size_t>(escorts),
                                 Vehicle{escort.protection, escort.profile, true, escort.crew, 0});
  loading.target.guards = escorts;
  loading.target.suppress = escort.suppress;
  loading.key = expectations_.intern(loading.target);
  list.push_back(std::move(loading));
  return list.back();
}

}  // namespace convoyrisk::model
