#include "network/geography.hpp"

#include <catch2/catch.hpp>
#include <numbers>

using convoyrisk::network::earth_radius_km;
using convoyrisk::network::great_circle_km;

namespace {

constexpr double half_round_km = earth_radius_km * std::numbers::pi;

}  // namespace

TEST_CASE("great circles along the equator and the meridians are arcs of the radius") {
  CHECK(great_circle_km(0, 0, 0, 1) == Approx(half_round_km / 180).epsilon(1e-12));
  CHECK(great_circle_km(-45, 30, 45, 30) == Approx(half_round_km / 2).epsilon(1e-12));
  CHECK(great_circle_km(0, 0, 90, 123) == Approx(half_round_km / 2).epsilon(1e-12));
  CHECK(great_circle_km(60, 0, 60, 180) == Approx(half_round_km / 3).epsilon(1e-12));  // over the pole
}

TEST_CASE("a great circle over land has its published length") {
  // Nashville to Los Angeles airport: 2887.25995 km on a sphere of radius 6372.8 km.
  CHECK(great_circle_km(36.12, -86.67, 33.94, -118.40) == Approx(2887.25995 / 6372.8 * earth_radius_km).epsilon(1e-9));
}

TEST_CASE("a great circle takes the short way over the date line") {
  CHECK(great_circle_km(0, 179.5, 0, -179.5) == Approx(half_round_km / 180).epsilon(1e-12));
}

TEST_CASE("a great circle is zero to the same place and half a round to the opposite one") {
  CHECK(great_circle_km(34.5, 69.2, 34.5, 69.2) == 0);
  for (double latitude = -90; latitude <= 90; latitude += 7.3) {
    CHECK(great_circle_km(latitude, 11.1, -latitude, -168.9) == Approx(half_round_km).epsilon(1e-7));
  }
}

TEST_CASE("a great circle of a metre is not lost in rounding") {
  const double metre_deg = 1e-3 * 180 / half_round_km;
  CHECK(great_circle_km(34, 69, 34 + metre_deg, 69) == Approx(1e-3).epsilon(1e-6));
}

TEST_CASE("a great circle is as long back as forth") {
  CHECK(great_circle_km(12, 34, -56, 78) == great_circle_km(-56, 78, 12, 34));
}
