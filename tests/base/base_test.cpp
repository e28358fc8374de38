#include <catch2/catch.hpp>
#include <type_traits>

#include "base/error.hpp"
#include "base/ids.hpp"

namespace convoyrisk {
namespace {

TEST_CASE("an id is invalid until it is given an index") {
  CHECK_FALSE(NodeId().valid());
  CHECK(NodeId(0).valid());
  CHECK(NodeId(7).index() == 7);
}

TEST_CASE("ids compare by index and invalid ones come last") {
  CHECK(NodeId(1) == NodeId(1));
  CHECK(NodeId(1) < NodeId(2));
  CHECK(NodeId(1000000) < NodeId());
}

TEST_CASE("ids of different kinds do not mix") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<NodeId, RoadId>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::size_t, NodeId>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<NodeId, RoadId>);
}

TEST_CASE("errors of input and of the surroundings are told apart") {
  CHECK_THROWS_AS(throw InputError("x"), std::runtime_error);
  CHECK_THROWS_WITH(throw SystemError("disk full"), "disk full");
  STATIC_REQUIRE_FALSE(std::is_base_of_v<InputError, SystemError>);
  STATIC_REQUIRE_FALSE(std::is_base_of_v<SystemError, InputError>);
}

}  // namespace
}  // namespace convoyrisk
