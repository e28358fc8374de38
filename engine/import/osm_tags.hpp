#pragma once

#include <optional>
#include <string_view>

namespace convoyrisk::importer {

/// Speed in km/h taken for a road of a class of OpenStreetMap that names none of its own; none for what is no drivable
/// road. `track` is a road where `tracks` says so. The figures are assumptions; docs/import.md lists them.
[[nodiscard]] std::optional<double> class_speed_kmh(std::string_view highway, bool tracks);

/// A maxspeed tag in km/h: a number in km/h, mph or knots, or a word whose speed is known (walk, XX:urban, XX:rural,
/// XX:motorway ...); of several values parted by ; the least. None where it cannot be read.
[[nodiscard]] std::optional<double> maxspeed_kmh(std::string_view maxspeed);

enum class Direction { both, forward, backward };

/// The direction in which a way may be driven. Motorways and roundabouts are one-way unless `oneway` denies it.
[[nodiscard]] Direction direction(std::string_view oneway, std::string_view junction, std::string_view highway);

}  // namespace convoyrisk::importer
