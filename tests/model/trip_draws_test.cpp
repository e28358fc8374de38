#include "model/history/trip_draws.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

/// A bus every eight hours and a van at noon, the first policy; the second runs the van every two hours.
spec::Scenario two_timetables() {
  test::Blocks blocks;
  blocks.horizon = "400 d";
  blocks.warmup = "2 d";
  blocks.vehicles = "{bus: {seats: 20, protection: 0}}";
  blocks.convoys =
      "[{name: bus, from: a, to: b, depart: {every: 8 h, offset: 2 h}, workers: 20, vehicles: {bus: 1}, speed: 60 "
      "km/h},"
      " {name: van, from: b, to: a, depart: {at: [\"12:00\"]}, workers: 4, vehicles: {bus: 1}, speed: 60 km/h}]";
  spec::Scenario scenario = test::read(blocks);
  scenario.policies.push_back(scenario.policies[0]);
  spec::ConvoyChange change;
  change.convoy = ConvoyId(1);
  change.depart = spec::Periodic{7200, 0};
  scenario.policies[1].convoys = {change};
  return scenario;
}

/// The paces of all trips of a policy, one by one, and of nobody else's.
std::vector<double> paces(const World& world, const TripDraws& draws, std::uint32_t count) {
  std::vector<double> paces;
  for (std::uint32_t i = 0; i < count; ++i) {
    paces.push_back(draws.pace(i));
    const PaceLaw::Range& range = draws.paces(world.trip_identities().convoy(i));
    REQUIRE(paces.back() >= range.least);
    REQUIRE(paces.back() <= range.greatest);
  }
  return paces;
}

}  // namespace

TEST_CASE("a trip has the same pace, be it drawn alone or with all others, for one policy after another") {
  spec::Scenario scenario = two_timetables();
  scenario.convoys[1].pace_cv = 0.3;  // the pace of the bus is always 1
  const World world(scenario);
  const std::uint32_t few = world.policy(PolicyId(0)).draw_count;
  const std::uint32_t many = world.policy(PolicyId(1)).draw_count;
  REQUIRE(few < many);
  Moment moment(world);
  const auto start = [&](TripDraws& draws, std::size_t policy, TripDraws::Paces which) {
    moment.start(PolicyId(policy), 1, 7, nullptr);
    draws.start(which);
  };
  TripDraws asked_for(moment);
  start(asked_for, 1, TripDraws::Paces::asked_for);
  const std::vector<double> expected = paces(world, asked_for, many);
  CHECK(std::set<double>(expected.begin(), expected.end()).size() > 1000);
  CHECK(std::ranges::count(expected, 1.0) > 1000);
  TripDraws draws(moment);
  start(draws, 0, TripDraws::Paces::all);
  CHECK(paces(world, draws, few) == std::vector<double>(expected.begin(), expected.begin() + few));
  start(draws, 1, TripDraws::Paces::asked_for);
  CHECK(paces(world, draws, many) == expected);
}

TEST_CASE("a trip's uniforms are its own, whichever trips are asked for with it") {
  const spec::Scenario scenario = two_timetables();
  const World world(scenario);
  const TripIdentities& identities = world.trip_identities();
  Moment moment(world);
  moment.start(PolicyId(0), 1, 7, nullptr);
  std::set<double> all;
  std::map<TripUniform, std::vector<double>> by_kind;
  for (const TripUniform kind : {TripUniform::jitter, TripUniform::airlift, TripUniform::route, TripUniform::pace,
                                 TripUniform::background, TripUniform::flown_deaths}) {
    const TripUniforms uniforms(moment, kind);
    SavedTripUniforms saved(moment, kind);
    std::vector<double>& values = by_kind[kind];
    uniforms.for_each(0, identities.count(), [&](std::size_t i, double uniform) {
      REQUIRE(i == values.size());
      REQUIRE(uniform == uniforms.of(identities.identity(i)));
      REQUIRE(uniform == saved.of(identities.identity(i)));
      values.push_back(uniform);
    });
    REQUIRE(values.size() == identities.count());
    all.insert(values.begin(), values.end());
    for (std::size_t first = 0; first < 9; ++first) {
      uniforms.for_each(first, first + 5, [&](std::size_t i, double uniform) { CHECK(uniform == values[i]); });
    }
  }
  // No two are the same word, of trips that stand together neither.
  CHECK(identities.count() > 5000);
  CHECK(all.size() == 6 * identities.count());
  // Neighbours are independent: a correlation beyond 5 / sqrt(n) has a chance of 6e-7, of eight tests 5e-6.
  const std::vector<double>& paces = by_kind[TripUniform::pace];
  const std::vector<double>& background = by_kind[TripUniform::background];
  for (std::size_t lag = 1; lag <= 4; ++lag) {
    for (const auto* const other : {&paces, &background}) {
      double sum = 0;
      for (std::size_t i = lag; i < paces.size(); ++i) {
        sum += 12 * (paces[i] - 0.5) * ((*other)[i - lag] - 0.5);
      }
      const auto n = static_cast<double>(paces.size() - lag);
      CHECK(std::abs(sum / n) < 5 / std::sqrt(n));
    }
  }
  // Negative control: a pace with itself.
  double square = 0;
  for (const double pace : paces) {
    square += 12 * (pace - 0.5) * (pace - 0.5);
  }
  CHECK(square / static_cast<double>(paces.size()) > 0.9);
}

}  // namespace convoyrisk::model
