#include "model/history/staged.hpp"

#include <algorithm>

namespace convoyrisk::model {

void Staged::clear() {
  for (auto& ambushes : ambushes_) {
    ambushes.clear();
  }
  std::ranges::fill(count_, 0);
}

void Staged::add(CellId cell, std::uint64_t rank, const Place& place) {
  auto& here = ambushes_[place.leg.index()];
  here.insert(std::ranges::upper_bound(here, rank, {}, &Ambush::rank), {cell, rank, place.segment});
  ++count_[place.leg.index()];
}

void Staged::remove(CellId cell, const Place& place) {
  auto& here = ambushes_[place.leg.index()];
  here.erase(std::ranges::find(here, cell, &Ambush::cell));
  --count_[place.leg.index()];
}

void Staged::find(const Place& place, std::vector<CellId>& cells) const {
  cells.clear();
  for (const Ambush& ambush : on(place.leg)) {
    if (ambush.segment == place.segment) {
      cells.push_back(ambush.cell);
    }
  }
}

}  // namespace convoyrisk::model
