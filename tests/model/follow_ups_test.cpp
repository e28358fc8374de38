#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "model/history/follow_up_place.hpp"
#include "support/one_replication.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;
using test::Blocks;
using test::OneReplication;

/// Three roads that meet: `lower` of 12 km, `upper` of 8 km with cover, `side` of 4 km that nobody drives. Follow-ups
/// about 1 km away, so up to 20 km.
Blocks junction(const std::string& group = "", const std::string& policy = "") {
  Blocks blocks;
  blocks.network =
      "{segment: 2 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0, lon: 0.2}, d: {lat: 0.1, lon: "
      "0.1}},"
      " roads: [{name: lower, from: a, to: b, length: 12 km, speed: 60 km/h, zone: plain},"
      " {name: upper, from: c, to: b, length: 8 km, speed: 60 km/h, zone: hill, cover: 0.5},"
      " {name: side, from: b, to: d, length: 4 km, speed: 60 km/h, zone: plain}]}";
  blocks.convoys =
      "[{name: bus, from: a, to: c, depart: {every: 6 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h}]";
  blocks.threat =
      "{groups: [{name: g, cells: 1, home: [a], range: 50 km, dormant: {exponential: {mean: 1 d}}, preparing: 1 h,"
      " staged: 12 h, recovering: 1 d, engage: 1, modes: [{name: m, kill: 0}], "
      "follow_up: {mean: 0.9, delay: {exponential: {mean: 1 d}}, distance: 1 km}" +
      group + "}]}";
  blocks.policies = "[{name: base" + policy + "}]";
  return blocks;
}

/// Shares of the segments where a follow-up stages, by leg and segment, from evenly spread uniforms.
std::map<std::pair<std::size_t, std::uint32_t>, double> shares(const World& world, const Place& attacked) {
  constexpr int draws = 100'000;
  FollowUpPlace places(world);
  PassMemory memory;
  const Chooser chooser{world, world.policy(PolicyId(0)), world.group(GroupId(0)), 0, 0};
  std::map<std::pair<std::size_t, std::uint32_t>, double> found;
  for (int i = 0; i < draws; ++i) {
    const auto place = places.draw(chooser, attacked, memory, (i + 0.5) / draws);
    found[{place->leg.index(), place->segment}] += 1.0 / draws;
  }
  return found;
}

TEST_CASE("a follow-up stages near the segment attacked, as cover, patrols and the way there have it") {
  const std::string weights = ", target: {cover: 2, distance: 7, security: 0.25}";
  const World world(test::read(junction(weights, ", patrols: {interval: 12 h, detect: 0.5, zones: [hill]}")));
  const auto found = shares(world, {RoadId(0), 4});  // midpoint 9 km from a, 3 km from b
  std::map<std::pair<std::size_t, std::uint32_t>, double> expected;
  double total = 0;
  const auto add = [&](std::size_t leg, std::uint32_t segment, double km, double exponent) {
    total += expected[{leg, segment}] = std::exp(exponent - km);
  };
  for (std::uint32_t i = 0; i < 6; ++i) {
    add(0, i, std::abs(2.0 * i + 1 - 9), 0);
  }
  for (std::uint32_t i = 0; i < 4; ++i) {
    add(1, i, 3 + 8 - (2.0 * i + 1), 2 * 0.5 - 0.25 * 2);  // travelled from c to b
  }
  for (std::uint32_t i = 0; i < 2; ++i) {
    add(2, i, 3 + (2.0 * i + 1), 0);
  }
  for (const auto& [place, weight] : expected) {
    INFO("leg " << place.first << ", segment " << place.second);
    CHECK(found.at(place) == Approx(weight / total).margin(2e-5));
  }
}

TEST_CASE("a follow-up stages no farther than 20 times its distance") {
  Blocks blocks = junction();
  const auto at = blocks.threat.find("distance: 1 km");
  blocks.threat.replace(at, 14, "distance: 0.2 km");
  const auto found = shares(World(test::read(blocks)), {RoadId(0), 4});
  // Up to 4 km: of `lower` the segments at 4, 2, 0 and 2 km, and the last of `upper` and the first of `side` at 4 km.
  std::vector<std::pair<std::size_t, std::uint32_t>> places;
  for (const auto& [place, share] : found) {
    places.push_back(place);
  }
  // e^-20 is seldom drawn: of 100,000 evenly spread uniforms none falls there.
  CHECK(places == std::vector<std::pair<std::size_t, std::uint32_t>>{{0, 3}, {0, 4}, {0, 5}});
}

TEST_CASE("with weights that are all 0 a follow-up is gone") {
  const World world(test::read(junction(", target: {security: 1000}", ", patrols: {interval: 1 h, detect: 0.5}")));
  FollowUpPlace places(world);
  PassMemory memory;
  const Chooser chooser{world, world.policy(PolicyId(0)), world.group(GroupId(0)), 0, 0};
  CHECK_FALSE(places.draw(chooser, {RoadId(0), 4}, memory, 0.5));
}

double count(const OneReplication& run, EventKind kind, bool of_follow_ups) {
  return static_cast<double>(std::ranges::count_if(run.log, [&](const Event& event) {
    return event.kind == kind && (CellName::of(event.cell).stream == 3) == of_follow_ups;
  }));
}

TEST_CASE("follow-ups are met as cells, count in what cells do and never as cells, and go after one attack") {
  Blocks blocks =
      junction(", capture: 1, engage: 0.5", ", escort: {vehicles: 1, spot: 0.2}, intelligence: {tip_rate: 0.1 /d}");
  blocks.threat.replace(blocks.threat.find(" engage: 1,"), 11, "");
  blocks.threat.replace(blocks.threat.find("cells: 1,"), 9, "cells: 40,");
  blocks.horizon = "400 d";
  const OneReplication run(blocks, 0, 0, 3);
  CHECK(count(run, EventKind::staged, true) > 20);
  CHECK(count(run, EventKind::attacked, true) > 10);
  CHECK(count(run, EventKind::passed, true) > 5);
  CHECK(count(run, EventKind::intercepted, true) > 5);
  CHECK(run.result.outcomes[stagings] == count(run, EventKind::staged, true) + count(run, EventKind::staged, false));
  CHECK(run.result.outcomes[attacks_by_cells] ==
        count(run, EventKind::attacked, true) + count(run, EventKind::attacked, false));
  CHECK(count(run, EventKind::eliminated, true) == 0);
  CHECK(count(run, EventKind::recovering, true) == 0);
  CHECK(run.result.outcomes[cells_eliminated] == count(run, EventKind::eliminated, false));
  CHECK(run.result.outcomes[cells_active] == 40 - run.result.outcomes[cells_eliminated]);
  std::map<std::uint64_t, int> attacks_of;
  for (const Event& event : run.log) {
    if (CellName::of(event.cell).stream == 3 && event.kind == EventKind::attacked) {
      CHECK(++attacks_of[event.cell] == 1);
    }
  }
}

TEST_CASE("a follow-up is the same one, with the same luck, under every policy") {
  Blocks blocks = junction();
  blocks.policies = "[{name: base}, {name: postures, postures: [{after: attack, for: 1 h, escort: 1}]}]";
  const OneReplication base(blocks, 0, 0, 3);
  const OneReplication other(blocks, 1, 0, 3);
  const auto staged = [](const OneReplication& run) {
    std::map<std::uint64_t, double> times;
    for (const Event& event : run.log) {
      if (event.kind == EventKind::staged && CellName::of(event.cell).stream == 3) {
        times[event.cell] = event.time_h;
      }
    }
    return times;
  };
  CHECK(staged(base).size() > 10);
  CHECK(staged(base) == staged(other));
}

TEST_CASE("an identity of its own is given to every follow-up of a line") {
  std::vector<std::uint64_t> identities;
  for (std::uint64_t parent : {std::uint64_t{0}, std::uint64_t{1}, random::descendant(0, 0, 0)}) {
    for (std::uint64_t attack = 0; attack < 3; ++attack) {
      for (std::uint64_t number = 0; number < 3; ++number) {
        identities.push_back(random::descendant(parent, attack, number));
      }
    }
  }
  std::ranges::sort(identities);
  CHECK(std::ranges::adjacent_find(identities) == identities.end());
  CHECK(identities.front() >> 63U == 1);
}

}  // namespace
}  // namespace convoyrisk::model
