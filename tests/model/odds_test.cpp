#include "model/history/odds.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "random/stream.hpp"

namespace convoyrisk::model {
namespace {

/// Of a spotting, and of an attack: of those not spotted, or of all.
struct Chances {
  double spot;
  double engage;
};

/// Shares of `count` meetings that end in a spotting and in an attack.
Chances shares(const Chances& chances, int count) {
  random::Stream stream(3, 1, 0, 0, 0);
  int spotted = 0;
  int attacked = 0;
  for (int i = 0; i < count; ++i) {
    const double drawn = stream.uniform();
    const bool is_spotted = ends_spotted(drawn, chances.spot);
    const bool is_attack = ends_in_attack(drawn, chances.spot, chances.engage);
    REQUIRE_FALSE((is_spotted && is_attack));
    spotted += is_spotted ? 1 : 0;
    attacked += is_attack ? 1 : 0;
  }
  return {static_cast<double>(spotted) / count, static_cast<double>(attacked) / count};
}

TEST_CASE("one uniform decides a meeting with the chances of two") {
  constexpr int count = 100000;
  const auto [spot, engage] = GENERATE(Chances{0, 0.3}, Chances{0.2, 0.5}, Chances{0.4, 1}, Chances{1, 0.5});
  const Chances found = shares({spot, engage}, count);
  // Five standard errors of 1/2 at most: false alarm below 6e-7 for each of the eight shares.
  const double bound = 5 * 0.5 / std::sqrt(count);
  CHECK(std::abs(found.spot - spot) < bound);
  CHECK(std::abs(found.engage - (1 - spot) * engage) < bound);
  CHECK(std::abs(found.engage - (1 - spot) * engage - 0.02) > bound);  // control: chances that are 2 % off are told
}

TEST_CASE("where they are spotted more often or attack less often, attacks go and none comes") {
  random::Stream stream(4, 1, 0, 0, 0);
  int gone = 0;
  for (int i = 0; i < 10000; ++i) {
    const double drawn = stream.uniform();
    const double spot = stream.uniform();
    const double engage = stream.uniform();
    const double more_spot = spot + (1 - spot) * stream.uniform();
    const double less_engage = engage * stream.uniform();
    const bool attack = ends_in_attack(drawn, spot, engage);
    const bool still = ends_in_attack(drawn, more_spot, less_engage);
    REQUIRE((attack || !still));
    REQUIRE((!ends_spotted(drawn, spot) || ends_spotted(drawn, more_spot)));
    gone += attack && !still ? 1 : 0;
  }
  CHECK(gone > 1000);
}

}  // namespace
}  // namespace convoyrisk::model
