#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "import/road_network.hpp"
#include "import/told.hpp"

namespace convoyrisk::importer {

/// A polygon with its holes on the plane of longitude and latitude, as RFC 7946 has it: what lies within an odd number
/// of its rings is in it.
class Polygon {
 public:
  /// Rings may be closed or not.
  explicit Polygon(const std::vector<std::vector<Position>>& rings);

  [[nodiscard]] bool holds(const Position& place) const;
  /// Adds the shares of the way from a to b, between 0 and 1, at which it meets an edge; some may stand twice.
  void add_crossings(const Position& a, const Position& b, std::vector<double>& shares) const;

 private:
  struct Edge {
    Position a;
    Position b;
  };
  [[nodiscard]] std::size_t band(double latitude_deg) const;

  Position least_{360, 90};  ///< corners of the box around it
  Position greatest_{-360, -90};
  std::vector<std::vector<Edge>> bands_;  ///< edges by latitude: those that reach into a band
};

/// Zones as polygons of a GeoJSON file. Of polygons that overlap the first in the file counts.
class ZoneAreas {
 public:
  /// `property` names the zone; "": the first of zone, name and Name that a polygon has. Throws InputError with file
  /// and feature.
  ZoneAreas(const std::filesystem::path& file, const std::string& property);

  /// The zone that holds more of the line's length than any other does and than lies in none; "" where that is none.
  /// Takes note of lines that lie elsewhere for much of their length, and of polygons that overlap.
  [[nodiscard]] std::string zone_of(const std::vector<Position>& line, const std::string& title);

  /// Adds what is to be told: that, what was left out, and where no line was in any zone.
  void tell(std::vector<std::string>& warnings) const;

 private:
  struct Area {
    std::string zone;
    std::string place;  ///< in the file
    Polygon polygon;
  };
  using Lengths = std::map<std::size_t, double>;  ///< in km, by zone; that of none is zones_.size()

  [[nodiscard]] std::size_t zone_at(const Position& place);
  void add_lengths(const Position& a, const Position& b, Lengths& lengths);

  std::string file_;
  std::vector<std::string> zones_;  ///< in order of the file
  std::vector<Area> areas_;
  AlikeWarnings left_out_;
  AlikeWarnings told_;
  bool any_ = false;
};

}  // namespace convoyrisk::importer
