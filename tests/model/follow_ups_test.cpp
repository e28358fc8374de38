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

constexpr int draws = 100'000;

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

using PlaceKey = std::pair<std::size_t, std::uint32_t>;  // leg, segment

/// How often of `draws` follow-ups one stages on a segment, by leg and segment.
std::map<PlaceKey, double> counts(const World& world, const Place& attacked, PassMemory& memory, double time_h = 0) {
  FollowUpPlace places(world);
  const Chooser chooser{world, world.policy(PolicyId(0)), world.group(GroupId(0)), 0, time_h};
  std::map<PlaceKey, double> found;
  for (std::uint64_t i = 0; i < draws; ++i) {
    random::Stream stream(1, 0, i, 0, 0);
    const auto place = places.draw(chooser, attacked, memory, stream);
    ++found[{place->leg.index(), place->segment}];
  }
  return found;
}

/// Pearson's statistic (1900) of counts against weights. Places that are expected less than five times are left out;
/// a place that has no weight makes it infinite.
double pearson(const std::map<PlaceKey, double>& found, const std::map<PlaceKey, double>& weights) {
  double total = 0;
  for (const auto& [place, weight] : weights) {
    total += weight;
  }
  double sum = 0;
  for (const auto& [place, weight] : weights) {
    const double expected = draws * weight / total;
    const double count = found.contains(place) ? found.at(place) : 0;
    sum += expected < 5 ? 0 : (count - expected) * (count - expected) / expected;
  }
  const bool only_these =
      std::ranges::all_of(found, [&](const auto& place_count) { return weights.contains(place_count.first); });
  return only_these ? sum : std::numeric_limits<double>::infinity();
}

TEST_CASE("a follow-up stages near the segment attacked, as cover, patrols and the way there have it") {
  const std::string weights = ", target: {cover: 2, distance: 7, security: 0.25}";
  const World world(test::read(junction(weights, ", patrols: {interval: 12 h, detect: 0.5, zones: [hill]}")));
  PassMemory memory;
  const auto found = counts(world, {RoadId(0), 4}, memory);  // midpoint 9 km from a, 3 km from b
  std::map<PlaceKey, double> expected;
  const auto add = [&](std::size_t leg, std::uint32_t segment, double km, double exponent) {
    expected[{leg, segment}] = std::exp(exponent - km);
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
  // Ten places are expected five times or more: chi squared of 9 degrees is above 45 once in a million.
  CHECK(pearson(found, expected) < 45);
  expected[{0, 5}] *= 1.1;
  CHECK(pearson(found, expected) > 45);
}

/// Weights of docs/model.md, 3.2, one segment at a time.
std::map<PlaceKey, double> weights(const World& world, const Place& attacked, PassMemory& memory, double time_h) {
  const Chooser chooser{world, world.policy(PolicyId(0)), world.group(GroupId(0)), 0, time_h};
  const double distance_km = chooser.group.spec->follow_up->distance_km;
  const auto along_km = [&](std::size_t leg, std::uint32_t segment) {
    return (segment + 0.5) * world.legs()[leg].segment_km();
  };
  const double attacked_km = along_km(attacked.leg.index(), attacked.segment);
  network::Surroundings surroundings(world.graph());
  surroundings.look(attacked.leg, attacked_km, 20 * distance_km);
  std::map<PlaceKey, double> expected;
  for (std::size_t i = 0; i < world.legs().size(); ++i) {
    const Leg& leg = world.legs()[i];
    for (std::uint32_t segment = 0; segment < leg.segments; ++segment) {
      const double along = along_km(i, segment);
      double km = std::min(surroundings.km(leg.from) + along, surroundings.km(leg.to) + leg.length_km - along);
      km = i == attacked.leg.index() ? std::min(km, std::abs(along - attacked_km)) : km;
      if (km <= 20 * distance_km) {
        expected[{i, segment}] =
            leg.segment_km() * std::exp(log_traffic(chooser, memory, {RoadId(i), segment}) - km / distance_km);
      }
    }
  }
  return expected;
}

/// Chi squared, above which it lies about once in a million (Wilson and Hilferty 1931).
double rarely_above(std::size_t degrees) {
  const auto n = static_cast<double>(degrees);
  return n * std::pow(1 - 2 / (9 * n) + 4.75 * std::sqrt(2 / (9 * n)), 3);
}

/// A network, and the same in short segments.
void check_places(Blocks blocks, const Place& attacked, const std::vector<double>& departures_h, double time_h) {
  const World world(test::read(blocks));
  PassMemory memory;
  memory.reset(world.policy(PolicyId(0)).routes.size(), world.memories_h());
  for (const double departure_h : departures_h) {
    memory.record(0, departure_h);
  }
  std::map<PlaceKey, double> expected = weights(world, attacked, memory, time_h);
  const auto found = counts(world, attacked, memory, time_h);
  CHECK(pearson(found, expected) < rarely_above(expected.size()));
  for (auto& [place, weight] : expected) {  // as if all were a tenth farther
    weight = std::pow(weight, 1.1);
  }
  CHECK(pearson(found, expected) > rarely_above(expected.size()));
}

TEST_CASE("a follow-up stages in proportion to what is remembered of passes, however it changes along a leg") {
  // Trips pass all of 20 km in 20 minutes: a memory of a quarter of an hour tells the ends of a leg apart.
  const std::string segment = GENERATE("2 km", "0.1 km");
  const std::string traffic = GENERATE("9", "-3");
  const std::string memory = GENERATE("15 min", "1 min", "10 d");
  CAPTURE(segment, traffic, memory);
  Blocks blocks = junction(", observe: 1, memory: " + memory + ", target: {traffic: " + traffic + "}");
  blocks.network.replace(blocks.network.find("2 km"), 4, segment);
  const std::uint32_t attacked = segment == "2 km" ? 4 : 80;
  check_places(blocks, {RoadId(0), attacked}, {0, 0.05, 0.12, 5}, 0.3);
}

TEST_CASE("a follow-up on the leg attacked stages near by the shortest way, be it along another road") {
  Blocks blocks = junction();
  blocks.network =
      "{segment: 1 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.02}, c: {lat: 0, lon: 0.05}},"
      " roads: [{name: bend, from: a, to: b, length: 31 km, speed: 60 km/h},"
      " {name: straight, from: a, to: b, length: 3 km, speed: 60 km/h},"
      " {name: on, from: b, to: c, length: 5 km, speed: 60 km/h}]}";
  blocks.threat.replace(blocks.threat.find("distance: 1 km"), 14, "distance: 4 km");
  check_places(blocks, {RoadId(0), GENERATE(0U, 2U, 15U, 30U)}, {}, 0);
  check_places(blocks, {RoadId(1), GENERATE(0U, 2U)}, {}, 0);
  blocks.threat.replace(blocks.threat.find("distance: 4 km"), 14, "distance: 0.5 km");
  check_places(blocks, {RoadId(0), GENERATE(0U, 2U, 15U, 30U)}, {}, 0);
}

TEST_CASE("a follow-up stages no farther than 20 times its distance") {
  Blocks blocks = junction();
  const auto at = blocks.threat.find("distance: 1 km");
  blocks.threat.replace(at, 14, "distance: 0.2 km");
  const World world(test::read(blocks));
  PassMemory memory;
  const auto found = counts(world, {RoadId(0), 4}, memory);
  // Up to 4 km: of `lower` the segments at 4, 2, 0 and 2 km, and the last of `upper` and the first of `side` at 4 km.
  std::vector<std::pair<std::size_t, std::uint32_t>> places;
  for (const auto& [place, count] : found) {
    places.push_back(place);
  }
  // e^-20 is drawn once in 5,000 such tests.
  CHECK(places == std::vector<std::pair<std::size_t, std::uint32_t>>{{0, 3}, {0, 4}, {0, 5}});
}

TEST_CASE("with weights that are all 0 a follow-up is gone") {
  const World world(test::read(junction(", target: {security: 1000}", ", patrols: {interval: 1 h, detect: 0.5}")));
  FollowUpPlace places(world);
  PassMemory memory;
  const Chooser chooser{world, world.policy(PolicyId(0)), world.group(GroupId(0)), 0, 0};
  random::Stream stream(1, 0, 0, 0, 0);
  CHECK_FALSE(places.draw(chooser, {RoadId(0), 4}, memory, stream));
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
