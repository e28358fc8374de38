#pragma once

namespace convoyrisk::network {

/// Mean radius of the Earth in km (IUGG).
inline constexpr double earth_radius_km = 6371.0088;

/// Length in km of the great circle between two places given in degrees (haversine form; Sinnott 1984).
[[nodiscard]] double great_circle_km(double latitude_a_deg, double longitude_a_deg, double latitude_b_deg,
                                     double longitude_b_deg);

/// What a road between places so far apart cannot fall below, in km. The Earth is flattened: a degree of latitude at
/// the equator is 0.56 % shorter than on the sphere of great_circle_km. And lengths and places are rounded, 5 m are
/// left for that.
[[nodiscard]] double least_length_km(double great_circle_km);

}  // namespace convoyrisk::network
