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

void TripDraws::start(Paces paces) {
  if (seed_ != moment_.seed() || replication_ != moment_.replication() || paces_.empty()) {
    clear();
  }
  const PolicyPlan& policy = moment_.policy();
  if (policy.greatest_jitter_h > 0) {
    extend(jitter_, moment_, TripUniform::jitter, policy.draw_count);
  }
  if (std::ranges::any_of(policy.outfits, [](const Outfit& outfit) { return outfit.airlift.has_value(); })) {
    extend(airlift_, moment_, TripUniform::airlift, policy.draw_count);
  }
  if (std::ranges::any_of(policy.ways, [](const Ways& ways) { return ways.routes.size() > 1; })) {
    extend(route_, moment_, TripUniform::route, policy.draw_count);
  }
  draw_background();
  if (paces == Paces::all || !pace_.empty()) {
    draw_paces();
  }
}

void TripDraws::clear() {
  for (std::vector<double>* column : {&jitter_, &airlift_, &route_, &pace_}) {
    column->clear();
  }
  background_.clear();
  background_drawn_ = 0;
  paces_.clear();
  for (std::size_t i = 0; i < moment_.scenario().convoys.size(); ++i) {
    paces_.push_back(moment_.world().pace(ConvoyId(i)).range());
  }
  seed_ = moment_.seed();
  replication_ = moment_.replication();
}

void TripDraws::draw_background() {
  const World& world = moment_.world();
  if (!(world.least_none_probability() < 1)) {
    return;
  }
  const double least = world.least_none_probability();
  const std::size_t first = background_drawn_;
  background_drawn_ = std::max<std::size_t>(first, moment_.policy().draw_count);
  const auto keep = [&](std::size_t i, double uniform) {
    if (uniform > least) {
      background_.push_back({static_cast<std::uint32_t>(i), uniform});
    }
  };
  TripUniforms(moment_, TripUniform::background).for_each(first, background_drawn_, keep);
}

/// Trips of a convoy stand together.
void TripDraws::draw_paces() {
  const World& world = moment_.world();
  const TripIdentities& identities = world.trip_identities();
  std::size_t first = pace_.size();
  if (first == 0) {
    std::ranges::fill(paces_, PaceLaw::Range{1, 1});
  }
  pace_.resize(std::max<std::size_t>(first, moment_.policy().draw_count));
  const TripUniforms uniforms(moment_, TripUniform::pace);
  while (first < pace_.size()) {
    const ConvoyId convoy = identities.convoy(first);
    std::size_t end = first + 1;
    while (end < pace_.size() && identities.convoy(end) == convoy) {
      ++end;
    }
    const std::span<double> of_convoy = std::span(pace_).subspan(first, end - first);
    if (const PaceLaw& law = world.pace(convoy); law.certain()) {
      std::ranges::fill(of_convoy, 1.0);
    } else {
      uniforms.for_each(first, end, [&](std::size_t i, double uniform) { pace_[i] = uniform; });
      const PaceLaw::Range made = law.make(of_convoy);
      PaceLaw::Range& range = paces_[convoy.index()];
      range = {std::min(range.least, made.least), std::max(range.greatest, made.greatest)};
    }
    first = end;
  }
}

double TripDraws::draw_pace(std::uint32_t draws) const {
  const TripIdentities& identities = moment_.world().trip_identities();
  const PaceLaw& law = moment_.world().pace(identities.convoy(draws));
  return law.certain() ? 1 : law.factor(TripUniforms(moment_, TripUniform::pace).of(identities.identity(draws)));
}

}  // namespace convoyrisk::model
