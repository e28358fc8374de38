#include "model/history/trip_draws.hpp"

#include <algorithm>

namespace convoyrisk::model {

void TripDraws::start(const Moment& moment) {
  if (!draws_.empty() && seed_ == moment.seed() && replication_ == moment.replication()) {
    return;
  }
  seed_ = moment.seed();
  replication_ = moment.replication();
  const World& world = moment.world();
  const bool background = moment.scenario().threat.background.has_value();
  const std::vector<std::uint64_t>& identities = world.trip_identities();
  draws_.resize(identities.size());
  paces_.assign(moment.scenario().convoys.size(), {});
  for (std::size_t i = 0; i < identities.size(); ++i) {
    const ConvoyId convoy = world.entry_convoys()[i];
    Draws& draws = draws_[i];
    random::Stream stream = moment.stream(Purpose::departure, identities[i], 0);
    stream.seek(word::departure::jitter);
    draws.jitter = stream.uniform();
    draws.airlift = stream.uniform();
    draws.route = stream.uniform();
    stream.seek(word::departure::pace);
    draws.pace = moment.policy().convoys[convoy.index()].pace(stream);
    if (background) {
      draws.background = moment.stream(Purpose::background_place, identities[i], 0).uniform();
    }
    Range& paces = paces_[convoy.index()];
    paces = {std::min(paces.least, draws.pace), std::max(paces.greatest, draws.pace)};
  }
}

}  // namespace convoyrisk::model
