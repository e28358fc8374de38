#include "network/geography.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace convoyrisk::network {

namespace {

double radians(double degrees) { return degrees * (std::numbers::pi / 180); }

double squared_half_sine(double angle_deg) {
  const double sine = std::sin(radians(angle_deg) / 2);
  return sine * sine;
}

}  // namespace

double great_circle_km(double latitude_a_deg, double longitude_a_deg, double latitude_b_deg, double longitude_b_deg) {
  const double haversine = squared_half_sine(latitude_b_deg - latitude_a_deg) +
                           std::cos(radians(latitude_a_deg)) * std::cos(radians(latitude_b_deg)) *
                               squared_half_sine(longitude_b_deg - longitude_a_deg);
  // Rounding may lift the haversine of opposite places above 1, where asin has no value.
  return 2 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, haversine)));
}

double least_length_km(double great_circle_km) {
  constexpr double flattened = 0.994;
  constexpr double rounding_km = 0.005;
  return flattened * great_circle_km - rounding_km;
}

}  // namespace convoyrisk::network
