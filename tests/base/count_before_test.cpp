#include "base/count_before.hpp"

#include <catch2/catch.hpp>
#include <limits>

namespace convoyrisk {

TEST_CASE("items before are counted whatever the guess, with two questions where it is right", "[base]") {
  for (const std::size_t count : {0, 1, 2, 3, 7, 100}) {
    for (std::size_t before = 0; before <= count; ++before) {
      for (const std::size_t guess : {std::size_t{0}, std::size_t{1}, before, count / 2, count, count + 5}) {
        INFO(before << " of " << count << ", guess " << guess);
        int questions = 0;
        const auto is_before = [&](std::size_t i) {
          REQUIRE(i < count);
          ++questions;
          return i < before;
        };
        CHECK(count_before(count, guess, is_before) == before);
        if (guess == before) {
          CHECK(questions <= 2);
        }
        CHECK(questions <= 16);  // of 100 items: twice the steps of halving, and some
      }
    }
  }
}

TEST_CASE("a share of the way is kept within it", "[base]") {
  const volatile double before = -1;  // the compiler may not work out what has no meaning
  CHECK(place_at(before, 10) == 0);
  CHECK(place_at(std::numeric_limits<double>::quiet_NaN(), 10) == 0);
  CHECK(place_at(0.55, 10) == 5);
  CHECK(place_at(7, 10) == 10);
  CHECK(place_at(0.5, 0) == 0);
}

}  // namespace convoyrisk
