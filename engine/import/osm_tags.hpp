#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace convoyrisk::importer {

/// The classes that have a speed, track among them.
[[nodiscard]] const std::vector<std::string>& road_classes();

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

/// The direction of traffic on a way. Motorways and roundabouts are one-way unless `oneway` denies it.
[[nodiscard]] Direction direction(std::string_view oneway, std::string_view junction, std::string_view highway);

/// The value of a tag of a way, "" where it has none.
using TagValue = std::function<std::string_view(const std::string& key)>;

/// The direction in which a car may drive on a way by all its tags, none where it may not at all. As OSRM's profile for
/// cars has it: of motorcar, motor_vehicle, vehicle and access the most specific tag decides, for each direction by
/// itself (motor_vehicle:forward); no, agricultural, forestry, emergency and psv are closed; oneway:motorcar and the
/// like go before oneway; areas, reversible lanes and what is impassable are left out.
[[nodiscard]] std::optional<Direction> drivable_direction(const TagValue& tag);

}  // namespace convoyrisk::importer
