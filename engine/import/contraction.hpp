#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace convoyrisk::importer {

/// A piece of road between two vertices: indices of its shape points from end to end.
struct Piece {
  std::vector<std::uint32_t> points;
  double speed_kmh = 0;
  bool oneway = false;
  std::string name;
  std::string zone{};

  [[nodiscard]] std::uint32_t from() const { return points.front(); }
  [[nodiscard]] std::uint32_t to() const { return points.back(); }
};

/// Joins the two pieces at every vertex where only two meet, have the same speed, name, zone and way of traffic, and do
/// not close a ring. Vertices that are `kept` stay. The pieces that are left keep their order; the vertices are visited
/// in order of index, so equal input gives equal output.
[[nodiscard]] std::vector<Piece> contract(std::vector<Piece> pieces, const std::vector<bool>& kept);

}  // namespace convoyrisk::importer
