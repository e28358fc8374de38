#include "model/world/windows.hpp"

#include <catch2/catch.hpp>
#include <limits>

namespace convoyrisk::model {
namespace {

TEST_CASE("a measure's time in force is cut by the run") {
  CHECK(hours_in_force({}, 100) == 100);
  CHECK(hours_in_force({-10, 30}, 100) == 30);
  CHECK(hours_in_force({40, 300}, 100) == 60);
  CHECK(hours_in_force({100, 200}, 100) == 0);
  CHECK(hours_in_force({-20, -10}, 100) == 0);
}

TEST_CASE("hazards in force add up, piece by piece") {
  const StepFunction none = sum_in_force({});
  CHECK_FALSE(none.any());
  CHECK(sum_in_force({{{}, 0.3}}).piece_count() == 1);
  const StepFunction sum = sum_in_force({{{}, 1}, {{10, 20}, 2}, {{15, 30}, 4}, {{-5, 10}, 8}});
  CHECK(sum.at(-6) == 1);
  CHECK(sum.at(-5) == 9);
  CHECK(sum.at(10) == 3);
  CHECK(sum.at(15) == 7);
  CHECK(sum.at(20) == 5);
  CHECK(sum.at(30) == 1);
  CHECK(sum_in_force({{{10, 20}, 2}}).invert(0, 5) == 12.5);
  CHECK(sum_in_force({{{10, 20}, 2}}).invert(0, 25) == std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace convoyrisk::model
