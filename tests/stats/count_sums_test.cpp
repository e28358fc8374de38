#include "stats/count_sums.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace convoyrisk::stats {
namespace {

TEST_CASE("sums of counts are exact in any order of merging") {
  CountSums all;
  CountSums parts;
  for (const std::int64_t value : std::vector<std::int64_t>{3'000'000'001, 0, -2, 7}) {
    all.add(value);
    CountSums part;
    part.add(value);
    part.merge(parts);
    parts = part;
  }
  CHECK(parts.sum == 3'000'000'006);
  CHECK(parts.sum_of_squares == 9'000'000'006'000'000'054);
  CHECK(all.sum == parts.sum);
  CHECK(all.sum_of_squares == parts.sum_of_squares);
}

TEST_CASE("the standard error of counts does not cancel") {
  CountSums sums;
  const std::int64_t large = 1'000'000'000;
  for (const std::int64_t value : {large + 1, large + 2, large + 3}) {
    sums.add(value);
  }
  CHECK(sums.mean(3) == 1'000'000'002);
  CHECK(sums.standard_error(3) == Approx(std::sqrt(1.0 / 3)).epsilon(1e-14));
  CHECK(sums.standard_error(1) == 0);
  CHECK(CountSums().mean(0) == 0);
}

}  // namespace
}  // namespace convoyrisk::stats
