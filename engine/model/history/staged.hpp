#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/history/ids.hpp"
#include "model/world/route_plan.hpp"

namespace convoyrisk::model {

/// The cells staged on each leg: the one thing that cells and trips share.
class Staged {
 public:
  struct Ambush {
    CellId cell;
    std::uint64_t rank = 0;  ///< of the cell, by which those of one segment are met
    std::uint32_t segment = 0;
  };

  explicit Staged(std::size_t leg_count) : ambushes_(leg_count), count_(leg_count) {}

  void clear();
  void add(CellId cell, std::uint64_t rank, const Place& place);
  void remove(CellId cell, const Place& place);

  [[nodiscard]] bool any(RoadId leg) const { return count_[leg.index()] > 0; }
  /// In order of rank.
  [[nodiscard]] std::span<const Ambush> on(RoadId leg) const { return ambushes_[leg.index()]; }
  /// Overwrites `cells` with those staged on a segment, in order of rank.
  void find(const Place& place, std::vector<CellId>& cells) const;

 private:
  std::vector<std::vector<Ambush>> ambushes_;  ///< by leg
  std::vector<std::uint32_t> count_;           ///< by leg: their number, close together for scanning
};

}  // namespace convoyrisk::model
