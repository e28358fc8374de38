#include "model/history/trip_draws.hpp"

#include <algorithm>

namespace convoyrisk::model {

void TripDraws::start(const Moment& moment) {
  const bool new_replication = seed_ != moment.seed() || replication_ != moment.replication();
  if (new_replication || paces_.empty()) {
    for (std::vector<double>* column : {&jitter_, &airlift_, &route_, &pace_}) {
      column->clear();
    }
    background_.clear();
    paces_.assign(moment.scenario().convoys.size(), {});
    seed_ = moment.seed();
    replication_ = moment.replication();
  }
  const std::size_t first = pace_.size();
  if (first >= moment.policy().draw_count) {
    return;
  }
  for (std::vector<double>* column : {&jitter_, &airlift_, &route_, &pace_}) {
    column->resize(moment.policy().draw_count);
  }
  for (std::size_t i = first; i < pace_.size(); ++i) {
    draw(moment, i);
  }
  make_paces(moment.world(), first);
}

void TripDraws::draw(const Moment& moment, std::size_t number) {
  const World& world = moment.world();
  const std::uint64_t identity = world.trip_identities().identity(number);
  random::Stream stream = moment.stream(Purpose::departure, identity, 0);
  jitter_[number] = stream.uniform();
  airlift_[number] = stream.uniform();
  route_[number] = stream.uniform();
  pace_[number] = stream.uniform();
  if (world.least_none_probability() < 1) {
    const double uniform = moment.stream(Purpose::background_place, identity, 0).uniform();
    if (uniform > world.least_none_probability()) {
      background_.push_back({static_cast<std::uint32_t>(number), uniform});
    }
  }
}

/// Paces in place of their uniforms, from the first of these numbers on: trips of a convoy stand together.
void TripDraws::make_paces(const World& world, std::size_t first) {
  const TripIdentities& identities = world.trip_identities();
  while (first < pace_.size()) {
    const ConvoyId convoy = identities.convoy(first);
    std::size_t end = first + 1;
    while (end < pace_.size() && identities.convoy(end) == convoy) {
      ++end;
    }
    const std::span<double> paces = std::span(pace_).subspan(first, end - first);
    world.pace(convoy).make(paces);
    Range& range = paces_[convoy.index()];
    range.least = std::min(range.least, std::ranges::min(paces));
    range.greatest = std::max(range.greatest, std::ranges::max(paces));
    first = end;
  }
}

}  // namespace convoyrisk::model
