#include "model/history/staged.hpp"

#include <catch2/catch.hpp>

namespace convoyrisk::model {
namespace {

using CellIds = std::vector<CellId>;

TEST_CASE("cells staged on a segment are found in order of rank, whoever staged first") {
  Staged staged(2);
  const Place place{RoadId(1), 3};
  staged.add(CellId(0), 20, place);
  staged.add(CellId(1), 10, place);
  staged.add(CellId(2), 5, {RoadId(1), 4});
  CellIds found{CellId(7)};
  staged.find(place, found);
  CHECK(found == CellIds{CellId(1), CellId(0)});
  CHECK(staged.on(RoadId(1)).size() == 3);
  CHECK_FALSE(staged.any(RoadId(0)));
}

TEST_CASE("a cell that leaves is found no more") {
  Staged staged(1);
  const Place place{RoadId(0), 0};
  staged.add(CellId(0), 1, place);
  staged.add(CellId(1), 2, place);
  staged.remove(CellId(0), place);
  CellIds found;
  staged.find(place, found);
  CHECK(found == CellIds{CellId(1)});
  CHECK(staged.any(RoadId(0)));
  staged.remove(CellId(1), place);
  CHECK_FALSE(staged.any(RoadId(0)));
  staged.add(CellId(1), 2, place);
  staged.clear();
  CHECK_FALSE(staged.any(RoadId(0)));
}

}  // namespace
}  // namespace convoyrisk::model
