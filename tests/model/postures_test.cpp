#include "model/history/postures.hpp"

#include <catch2/catch.hpp>

#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

using spec::PostureTrigger;

World with_postures(const std::string& postures) {
  test::Blocks blocks;
  blocks.policies = "[{name: base, postures: [" + postures + "]}]";
  return World(test::read(blocks));
}

TEST_CASE("a posture holds for its time after an event of its kind, and another event prolongs it") {
  const World world = with_postures("{after: attack, for: 10 h, suspend: true}");
  Postures postures;
  postures.start(world.policy(PolicyId(0)));
  CHECK_FALSE(postures.suspended(ConvoyId(0), 0));
  postures.trigger(PostureTrigger::spotted, RoadId(0), 1);
  CHECK_FALSE(postures.suspended(ConvoyId(0), 1));
  postures.trigger(PostureTrigger::attack, RoadId(0), 2);
  CHECK(postures.suspended(ConvoyId(0), 11.9));
  CHECK_FALSE(postures.suspended(ConvoyId(0), 12));
  postures.trigger(PostureTrigger::attack, NodeId(0), 8);
  CHECK(postures.suspended(ConvoyId(0), 17));
  postures.start(world.policy(PolicyId(0)));
  CHECK_FALSE(postures.suspended(ConvoyId(0), 9));
}

TEST_CASE("when a posture held can be asked later, to the order of what happens at the same instant") {
  const World world = with_postures("{after: attack, for: 10 h, suspend: true}");
  Postures postures;
  postures.start(world.policy(PolicyId(0)));
  CHECK_FALSE(postures.ever_held());
  postures.trigger(PostureTrigger::attack, RoadId(0), 2, 7);
  postures.trigger(PostureTrigger::attack, RoadId(0), 30, 7);
  CHECK(postures.ever_held());
  for (const double held : {3, 11, 31, 39}) {
    CHECK(postures.suspended(ConvoyId(0), held));
  }
  for (const double free : {1, 12, 29, 40}) {
    CHECK_FALSE(postures.suspended(ConvoyId(0), free));
  }
  CHECK_FALSE(postures.suspended(ConvoyId(0), 30, 6));
  CHECK_FALSE(postures.suspended(ConvoyId(0), 30, 7));
  CHECK(postures.suspended(ConvoyId(0), 30, 8));
  REQUIRE(postures.holdings().size() == 1);
  CHECK(postures.holdings()[0].size() == 2);
}

TEST_CASE("escorts of postures that hold at once add up") {
  const World world = with_postures("{after: attack, for: 10 h, escort: 1}, {after: attack, for: 20 h, escort: 2}");
  Postures postures;
  postures.start(world.policy(PolicyId(0)));
  CHECK(postures.escorts(ConvoyId(0), 0) == 0);
  postures.trigger(PostureTrigger::attack, RoadId(0), 0);
  CHECK(postures.escorts(ConvoyId(0), 5) == 3);
  CHECK(postures.escorts(ConvoyId(0), 15) == 2);
  CHECK(postures.escorts(ConvoyId(0), 25) == 0);
  CHECK_FALSE(postures.suspended(ConvoyId(0), 5));
}

}  // namespace
}  // namespace convoyrisk::model
