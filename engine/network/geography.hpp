#pragma once

namespace convoyrisk::network {

/// Mean radius of the Earth in km (IUGG).
inline constexpr double earth_radius_km = 6371.0088;

/// Length in km of the great circle between two places given in degrees (haversine form; Sinnott 1984).
[[nodiscard]] double great_circle_km(double latitude_a_deg, double longitude_a_deg, double latitude_b_deg,
                                     double longitude_b_deg);

}  // namespace convoyrisk::network
