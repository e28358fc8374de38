#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace convoyrisk::importer {

/// How fast cars drive at most on a road by what it is made of (surface=*, tracktype=* of OpenStreetMap): the limits of
/// OSRM's profile for cars unless told otherwise. docs/import.md lists them.
class SurfaceSpeeds {
 public:
  /// `own` are limits in km/h to take instead, as in "gravel=50" or "grade3=20"; throws InputError where one is not of
  /// that form.
  explicit SurfaceSpeeds(std::span<const std::string> own = {});

  /// The least of a speed and of the limits that the two tags set; of several values parted by ; all count.
  [[nodiscard]] double lowered_kmh(double speed_kmh, std::string_view surface, std::string_view tracktype) const;

 private:
  std::map<std::string, double, std::less<>> kmh_;  ///< names of surfaces and of tracktypes differ
};

}  // namespace convoyrisk::importer
