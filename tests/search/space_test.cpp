#include "search/space.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <stdexcept>

namespace convoyrisk::search {
namespace {

TEST_CASE("plans of a space are all choices of one option or none of each lever, each once") {
  const Space space({2, 1, 3});
  REQUIRE(space.plan_count() == 3 * 2 * 4);
  std::set<std::vector<int>> seen;
  for (PlanNumber plan = 0; plan < space.plan_count(); ++plan) {
    const std::vector<int> choice = space.choice(plan);
    CHECK(seen.insert(choice).second);
    CHECK(space.plan(choice) == plan);
  }
  CHECK(space.choice(0) == std::vector<int>{0, 0, 0});
}

TEST_CASE("a plan with another option of one lever keeps the others") {
  const Space space({2, 1, 3});
  const PlanNumber plan = space.plan(std::vector<int>{1, 1, 2});
  CHECK(space.choice(space.with(plan, 2, 0)) == std::vector<int>{1, 1, 0});
  CHECK(space.choice(space.with(plan, 0, 2)) == std::vector<int>{2, 1, 2});
}

TEST_CASE("a space without levers has the base alone, and one of too many plans is refused") {
  CHECK(Space({}).plan_count() == 1);
  CHECK_THROWS_AS(Space(std::vector<int>(64, 1)), std::overflow_error);
  CHECK(Space(std::vector<int>(62, 1)).plan_count() == PlanNumber{1} << 62);
}

}  // namespace
}  // namespace convoyrisk::search
