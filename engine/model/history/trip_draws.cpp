#include "model/history/trip_draws.hpp"

#include <algorithm>

namespace convoyrisk::model {

void TripDraws::start(const Moment& moment) {
  const World& world = moment.world();
  const bool new_replication = seed_ != moment.seed() || replication_ != moment.replication();
  if (new_replication || paces_.empty()) {
    draws_.clear();
    paces_.assign(moment.scenario().convoys.size(), {});
    seed_ = moment.seed();
    replication_ = moment.replication();
  }
  const bool background = moment.scenario().threat.background.has_value();
  const TripIdentities& identities = world.trip_identities();
  for (std::size_t i = draws_.size(); i < moment.policy().draw_count; ++i) {
    const ConvoyId convoy = identities.convoy(i);
    const std::uint64_t identity = identities.identity(i);
    Draws draws;
    random::Stream stream = moment.stream(Purpose::departure, identity, 0);
    stream.seek(word::departure::jitter);
    draws.jitter = stream.uniform();
    draws.airlift = stream.uniform();
    draws.route = stream.uniform();
    stream.seek(word::departure::pace);
    draws.pace = world.pace(convoy)(stream);
    if (background) {
      draws.background = moment.stream(Purpose::background_place, identity, 0).uniform();
    }
    Range& paces = paces_[convoy.index()];
    paces = {std::min(paces.least, draws.pace), std::max(paces.greatest, draws.pace)};
    draws_.push_back(draws);
  }
}

}  // namespace convoyrisk::model
