#include "model/world/trip_identities.hpp"

namespace convoyrisk::model {

std::uint64_t trip_identity(ConvoyId convoy, std::int64_t entry, std::uint32_t part) {
  constexpr std::uint64_t trip_mark = std::uint64_t{2} << 62U;
  constexpr unsigned convoy_shift = 40;
  constexpr std::int64_t entry_zero = std::int64_t{1} << (convoy_shift - 1);
  constexpr unsigned part_shift = 25;  // entries of a timetable are fewer: these bits are all alike
  return (trip_mark | (std::uint64_t{convoy.index()} << convoy_shift) |
          static_cast<std::uint64_t>(entry + entry_zero)) ^
         (std::uint64_t{part} << part_shift);
}

void TripIdentities::add_timetable(const std::vector<calendar::Entry>& timetable) {
  const ConvoyId convoy(timetables_.size());
  timetables_.push_back({timetable.empty() ? 0 : timetable.front().number, static_cast<std::int64_t>(timetable.size()),
                         static_cast<std::uint32_t>(identities_.size())});
  for (const calendar::Entry& entry : timetable) {
    add(convoy, trip_identity(convoy, entry.number, 0));
  }
}

std::uint32_t TripIdentities::number(ConvoyId convoy, std::int64_t entry, std::uint32_t part) {
  const Timetable& timetable = timetables_[convoy.index()];
  const std::int64_t place = entry - timetable.first_entry;
  if (part == 0 && place >= 0 && place < timetable.entries) {
    return timetable.first_number + static_cast<std::uint32_t>(place);
  }
  const std::uint64_t identity = trip_identity(convoy, entry, part);
  const auto found = others_.find(identity);
  return found != others_.end() ? found->second : others_.emplace(identity, add(convoy, identity)).first->second;
}

std::uint32_t TripIdentities::add(ConvoyId convoy, std::uint64_t identity) {
  identities_.push_back(identity);
  convoys_.push_back(convoy);
  return static_cast<std::uint32_t>(identities_.size() - 1);
}

}  // namespace convoyrisk::model
