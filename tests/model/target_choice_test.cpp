#include "model/history/target_choice.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "support/scenarios.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

/// Two roads of three segments each from b, a bus one way and back; the group lives at b.
test::Blocks valley(const std::string& group) {
  test::Blocks blocks;
  blocks.start = "2024-01-01T05:30";
  blocks.network =
      "{segment: 10 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}, c: {lat: 0, lon: 0.2}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, cover: 0.5},"
      " {from: b, to: c, length: 24 km, speed: 30 km/h, cover: 1}]}";
  blocks.convoys =
      "[{name: out, from: a, to: c, depart: {every: 24 h}, workers: 9, vehicles: {bus: 1}, speed: 60 km/h},"
      " {name: home, from: b, to: a, depart: {every: 24 h}, workers: 9, vehicles: {bus: 1}, speed: 60 km/h}]";
  blocks.sites = "[{name: camp, node: b, people: 9, guards: 1}]";
  blocks.threat =
      "{groups: [{name: g, cells: 1, home: [b], range: 25 km, dormant: {exponential: {mean: 9 d}}, preparing: 1 d,"
      " staged: 1 d, recovering: 1 d, engage: 1, modes: [{name: m, kill: 0.1}], " +
      group + "}]}";
  return blocks;
}

/// The group's passes: departures of both routes up to the choice at 100 h.
constexpr double choice_h = 100;
const std::vector<double> out_departures{-30, 10, 55, 80, 99.2};
const std::vector<double> home_departures{0, 60, 99.9};

struct Scene {
  explicit Scene(const std::string& group) : world(test::read(valley(group))) {
    memory.reset(world.policy(PolicyId(0)).routes.size(), world.memories_h());
    for (const double departure : out_departures) {
      memory.record(0, departure);
    }
    for (const double departure : home_departures) {
      memory.record(1, departure);
    }
  }
  [[nodiscard]] Chooser chooser() const {
    return {world, world.policy(PolicyId(0)), world.groups().front(), 0, choice_h};
  }
  World world;
  PassMemory memory;
  ChoiceScratch scratch;
};

/// Free-flow hours of both routes to the middle of a segment; negative off the route.
struct Flow {
  double out;
  double home;
};
Flow flow(std::size_t road, std::uint32_t segment) {
  if (road == 0) {
    return {(segment + 0.5) / 6.0, (2.5 - segment) / 6.0};
  }
  return {0.5 + (segment + 0.5) * 8 / 30.0, -1};
}

/// n_s without `observe`, literally; of one hour of day only where asked.
double passes(std::size_t road, std::uint32_t segment, double memory_h, int hour = -1) {
  double sum = 0;
  const auto add = [&](const std::vector<double>& departures, double flow_h) {
    for (const double departure : departures) {
      const double pass = departure + flow_h;
      const double local = std::fmod(pass + 5.5 + 2400, 24);
      if (flow_h >= 0 && pass < choice_h && (hour < 0 || static_cast<int>(local) == hour)) {
        sum += std::exp(-(choice_h - pass) / memory_h);
      }
    }
  };
  add(out_departures, flow(road, segment).out);
  add(home_departures, flow(road, segment).home);
  return sum;
}

struct Coefficients {
  double traffic;
  double cover;
  double distance;
};

/// Shares of the six segments, literally: observe 0.6, memory 48 h, range 25 km.
std::vector<double> shares(const Coefficients& by) {
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t road = 0; road < 2; ++road) {
    for (std::uint32_t segment = 0; segment < 3; ++segment) {
      const double length = road == 0 ? 10 : 8;
      const double distance = road == 0 ? 10.0 * (2 - segment) : 8.0 * segment;
      const double cover = road == 0 ? 0.5 : 1;
      weights.push_back(length * std::exp(by.traffic * std::log(1 + 0.6 * passes(road, segment, 48)) +
                                          by.cover * cover - by.distance * distance / 25));
      sum += weights.back();
    }
  }
  for (double& weight : weights) {
    weight /= sum;
  }
  return weights;
}

std::string group_with(const Coefficients& by, double memory_h = 48) {
  return "observe: 0.6, memory: " + std::to_string(memory_h) + " h, target: {traffic: " + std::to_string(by.traffic) +
         ", cover: " + std::to_string(by.cover) + ", distance: " + std::to_string(by.distance) + "}";
}

std::vector<double> choices(Scene& scene, std::uint64_t seed) {
  std::vector<double> counts(7);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    random::Stream stream(seed, 0, 0, 0, i);
    const Choice choice = choose_target(scene.chooser(), scene.memory, stream, scene.scratch);
    if (const auto* place = std::get_if<Place>(&choice)) {
      ++counts[3 * place->leg.index() + place->segment];
    } else {
      ++counts[6];
    }
  }
  return counts;
}
std::vector<double> choices(const std::string& group, std::uint64_t seed) {
  Scene scene(group);
  return choices(scene, seed);
}

// Statistic: chi-square over six segments, n = 100,000, four comparisons with false alarm 1e-6 together.
TEST_CASE("targets are chosen in proportion to their weights, traffic liked or shunned") {
  for (const double traffic : {1.0, 2.5, -1.5, 0.0}) {
    const Coefficients by{traffic, 1, 0.7};
    INFO("traffic " << traffic);
    CHECK(test::chi_square_p_value(choices(group_with(by), 21), shares(by)) > test::false_alarm / 4);
  }
}

// Ten trips are under way on the second road and count fully in its bound, while a memory of 3.6 s holds none of their
// passes: one draw in a hundred or so is accepted, and mostly the weights are worked out one by one instead. As nothing
// is remembered, they are those without traffic.
TEST_CASE("targets are chosen in proportion to their weights where the bound says little") {
  Scene scene(group_with({3, 1, 0.7}, 0.001));
  scene.memory.reset(scene.world.policy(PolicyId(0)).routes.size(), scene.world.memories_h());
  for (int trip = 0; trip < 10; ++trip) {
    scene.memory.record(0, 99.11 + 0.005 * trip);
  }
  CHECK(test::chi_square_p_value(choices(scene, 22), shares({0, 1, 0.7})) > test::false_alarm);
}

TEST_CASE("negative control: the test rejects a choice whose traffic coefficient is off by 0.1") {
  CHECK(test::chi_square_p_value(choices(group_with({1.1, 1, 0.7}), 21), shares({1, 1, 0.7})) < test::false_alarm);
}

TEST_CASE("without observation passes do not matter") {
  const std::vector<double> counts = choices("observe: 0, target: {traffic: 2, cover: 1, distance: 0.7}", 22);
  CHECK(test::chi_square_p_value(counts, shares({0, 1, 0.7})) > test::false_alarm);
}

TEST_CASE("a site is chosen with the site share where both kinds are at hand") {
  CHECK(choices("site_share: 0", 1)[6] == 0);
  CHECK(choices("site_share: 1", 1)[6] == 100'000);
  const double z = (choices("site_share: 0.3", 23)[6] - 30'000) / std::sqrt(100'000 * 0.3 * 0.7);
  CHECK(std::abs(z) < test::z_bound());
}

TEST_CASE("the only kind at hand is chosen whatever the site share") {
  CHECK(choices("site_share: 0.01, target: {cover: -1e7}", 1)[6] == 100'000);  // no segment has a weight left
  CHECK(choices("site_share: 0.99, target: {security: 1e7}", 1)[6] == 0);      // the guarded site has none
}

/// Hours from the choice to staging, each to the next of 24 bins.
std::vector<double> waits(const std::string& group, std::size_t road, std::uint32_t segment) {
  Scene scene("observe: 0.6, memory: 48 h, " + group);
  std::vector<double> counts(24);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    random::Stream stream(31, 0, 0, 0, i);
    const double at = staging_time(scene.chooser(), Place{RoadId(road), segment}, scene.memory, stream);
    REQUIRE(at >= choice_h);
    REQUIRE(at <= choice_h + 24);
    ++counts[static_cast<std::size_t>(std::min(at - choice_h, 23.99))];
  }
  return counts;
}

/// With a lead of an hour: the choice falls at 9:30 local, so hour k of the day begins (k - 9.5 mod 24) - 1 h from the
/// choice.
std::vector<double> habitual_waits(double habit, std::size_t road, std::uint32_t segment) {
  std::vector<double> law(24, (1 - habit) / 24);
  for (int hour = 0; hour < 24; ++hour) {
    const double share = 0.1 / 24 + 0.9 * passes(road, segment, 48, hour) / passes(road, segment, 48);
    for (int half = 0; half < 2; ++half) {
      const double begin = std::fmod(hour + 0.5 * half - 9.5 + 24, 24) - 1;  // lasts half an hour
      const auto bin = static_cast<std::size_t>(std::max(begin, 0.0));       // at once where that is past
      law[bin] += habit * share / 2;
    }
  }
  return law;
}

// Statistic: chi-square over 24 hours, n = 100,000, four comparisons with false alarm 1e-6 together.
TEST_CASE("a cell stages by the hours it remembers as far as habit goes, else at any hour") {
  for (const std::uint32_t segment : {0U, 2U}) {
    for (const double habit : {1.0, 0.4}) {
      INFO("segment " << segment << ", habit " << habit);
      const std::vector<double> counts = waits("habit: " + std::to_string(habit), 0, segment);
      CHECK(test::chi_square_p_value(counts, habitual_waits(habit, 0, segment)) > test::false_alarm / 4);
    }
  }
}

TEST_CASE("negative control: the test rejects a habit that is off by 0.03") {
  CHECK(test::chi_square_p_value(waits("habit: 0.4", 0, 0), habitual_waits(0.43, 0, 0)) < test::false_alarm);
}

TEST_CASE("with a lead of a day a cell of habit stages at once") {
  CHECK(waits("habit: 1, lead: 24 h", 1, 1)[0] == 100'000);
}

TEST_CASE("a cell of habit that remembers nothing stages at any hour") {
  Scene scene("habit: 1, observe: 0.6, memory: 48 h, lead: 0 s");
  scene.memory.reset(2, scene.world.memories_h());
  std::vector<double> counts(24);
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    random::Stream stream(32, 0, 0, 0, i);
    const double at = staging_time(scene.chooser(), Place{RoadId(0), 0}, scene.memory, stream);
    ++counts[static_cast<std::size_t>(at - choice_h)];
  }
  CHECK(test::chi_square_p_value(counts, std::vector<double>(24, 1 / 24.0)) > test::false_alarm);
}

}  // namespace
}  // namespace convoyrisk::model
