#include "model/history/trip_draws.hpp"

#include <algorithm>

namespace convoyrisk::model {

namespace {

/// Draws up to this number of TripIdentities.
void extend(std::vector<double>& column, const Moment& moment, TripUniform kind, std::size_t count) {
  const std::size_t first = column.size();
  column.resize(std::max(first, count));
  TripUniforms(moment, kind).for_each(first, count, [&](std::size_t i, double uniform) { column[i] = uniform; });
}

}  // namespace

void TripDraws::start(const Moment& moment) {
  if (seed_ != moment.seed() || replication_ != moment.replication() || paces_.empty()) {
    clear(moment);
  }
  const PolicyPlan& policy = moment.policy();
  if (policy.greatest_jitter_h > 0) {
    extend(jitter_, moment, TripUniform::jitter, policy.draw_count);
  }
  if (std::ranges::any_of(policy.outfits, [](const Outfit& outfit) { return outfit.airlift.has_value(); })) {
    extend(airlift_, moment, TripUniform::airlift, policy.draw_count);
  }
  if (std::ranges::any_of(policy.ways, [](const Ways& ways) { return ways.routes.size() > 1; })) {
    extend(route_, moment, TripUniform::route, policy.draw_count);
  }
  draw_background(moment);
  draw_paces(moment);
}

void TripDraws::clear(const Moment& moment) {
  for (std::vector<double>* column : {&jitter_, &airlift_, &route_, &pace_}) {
    column->clear();
  }
  background_.clear();
  background_drawn_ = 0;
  paces_.assign(moment.scenario().convoys.size(), {1, 1});
  seed_ = moment.seed();
  replication_ = moment.replication();
}

void TripDraws::draw_background(const Moment& moment) {
  const World& world = moment.world();
  if (!(world.least_none_probability() < 1)) {
    return;
  }
  const double least = world.least_none_probability();
  const std::size_t first = background_drawn_;
  background_drawn_ = std::max<std::size_t>(first, moment.policy().draw_count);
  const auto keep = [&](std::size_t i, double uniform) {
    if (uniform > least) {
      background_.push_back({static_cast<std::uint32_t>(i), uniform});
    }
  };
  TripUniforms(moment, TripUniform::background).for_each(first, background_drawn_, keep);
}

/// Paces in place of their uniforms. Trips of a convoy stand together.
void TripDraws::draw_paces(const Moment& moment) {
  std::size_t first = pace_.size();
  extend(pace_, moment, TripUniform::pace, moment.policy().draw_count);
  const World& world = moment.world();
  const TripIdentities& identities = world.trip_identities();
  while (first < pace_.size()) {
    const ConvoyId convoy = identities.convoy(first);
    std::size_t end = first + 1;
    while (end < pace_.size() && identities.convoy(end) == convoy) {
      ++end;
    }
    const PaceLaw::Range made = world.pace(convoy).make(std::span(pace_).subspan(first, end - first));
    PaceLaw::Range& range = paces_[convoy.index()];
    range = {std::min(range.least, made.least), std::max(range.greatest, made.greatest)};
    first = end;
  }
}

}  // namespace convoyrisk::model
