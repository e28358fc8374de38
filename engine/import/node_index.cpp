#include "import/node_index.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::importer {

std::size_t NodeIndex::at(const Position& place) {
  const double other_side_deg = place.longitude_deg > 0 ? -360 : 360;  // beyond the 180th meridian
  for (const double turn_deg : {0.0, other_side_deg}) {
    const std::size_t node = near(place, cell(place.longitude_deg + turn_deg, place.latitude_deg));
    if (node < nodes_->size()) {
      return node;
    }
  }
  cells_[cell(place.longitude_deg, place.latitude_deg)].push_back(nodes_->size());
  nodes_->push_back({"", place});
  return nodes_->size() - 1;
}

NodeIndex::Cell NodeIndex::cell(double longitude_deg, double latitude_deg) const {
  constexpr double km_per_degree = 111;
  const double size_deg = std::max(snap_km_ / km_per_degree, 1e-7);
  return {std::lround(std::floor(longitude_deg / (10 * size_deg))), std::lround(std::floor(latitude_deg / size_deg))};
}

std::size_t NodeIndex::near(const Position& place, const Cell& middle) const {
  for (long i = middle.first - 1; i <= middle.first + 1; ++i) {
    for (long j = middle.second - 1; j <= middle.second + 1; ++j) {
      const auto found = cells_.find({i, j});
      if (found == cells_.end()) {
        continue;
      }
      for (const std::size_t node : found->second) {
        if (distance_km((*nodes_)[node].position, place) <= snap_km_) {
          return node;
        }
      }
    }
  }
  return nodes_->size();
}

}  // namespace convoyrisk::importer
