#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace convoyrisk::importer {

/// Speeds of roads that name none, by the class of OpenStreetMap (highway=*): those of OSRM's profile for cars unless
/// told otherwise. docs/import.md lists them.
class ClassSpeeds {
 public:
  /// `track` is a road where `tracks` says so. `own` are speeds in km/h to take instead, as in "trunk=60"; throws
  /// InputError where one is not of that form.
  explicit ClassSpeeds(bool tracks = false, std::span<const std::string> own = {});

  /// In km/h; none for what is no drivable road.
  [[nodiscard]] std::optional<double> operator()(std::string_view highway) const;

 private:
  std::map<std::string, double, std::less<>> kmh_;
};

/// A maxspeed tag in km/h: a number in km/h, mph or knots, or a word whose speed is known (walk, XX:urban, XX:rural,
/// XX:motorway ...); of several values parted by ; the least. None where it cannot be read.
[[nodiscard]] std::optional<double> maxspeed_kmh(std::string_view maxspeed);

enum class Direction { both, forward, backward };

/// The direction in which a way may be driven. Motorways and roundabouts are one-way unless `oneway` denies it.
[[nodiscard]] Direction direction(std::string_view oneway, std::string_view junction, std::string_view highway);

}  // namespace convoyrisk::importer
