#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "import/osm_tags.hpp"

/// How tables and GeoJSON files write lengths, speeds and the direction of traffic.
namespace convoyrisk::importer {

/// The values of a list in a text, as JSON or Python writes it ("['30', '50']"), parted by semicolons as OpenStreetMap
/// does; any other text as it is.
[[nodiscard]] std::string list_as_osm(const std::string& text);

/// A length in km: a number in `unit_km`, or one with a unit (12 km, 850 m, 7 mi, 300 ft). Throws InputError
/// "WHERE: NAME must be ...".
[[nodiscard]] double length_in_km(std::string_view text, double unit_km, const std::string& where,
                                  const std::string& name);

/// A speed in km/h: a number above 0, or what maxspeed_kmh reads (50 mph). None where it is neither.
[[nodiscard]] std::optional<double> speed_in_kmh(std::string_view text);

/// The direction of traffic: yes, no and the like; -1 and reverse; the codes FT, TF, B and N of road atlases, in any
/// case. With `geofabrik` F and T are their shapefiles' forward and backward. Throws InputError.
[[nodiscard]] Direction oneway_direction(std::string_view text, bool geofabrik, const std::string& where,
                                         const std::string& name);

}  // namespace convoyrisk::importer
