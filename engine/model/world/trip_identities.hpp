#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "calendar/timetable.hpp"

namespace convoyrisk::model {

/// A trip's identity in stream keys, the same under every policy. Part 0 is the trip that is not split.
[[nodiscard]] std::uint64_t trip_identity(ConvoyId convoy, std::int64_t entry, std::uint32_t part);

/// Greatest number of parts that identities tell apart.
inline constexpr int greatest_parts = 1 << 14;

/// The trips that some policy has, numbered: the scenario's own timetables first, then what policies make of them.
class TripIdentities {
 public:
  /// The scenario's timetable of the next convoy.
  void add_timetable(const std::vector<calendar::Entry>& timetable);
  /// The number of a trip, which is added where it is new.
  std::uint32_t number(ConvoyId convoy, std::int64_t entry, std::uint32_t part);

  [[nodiscard]] std::size_t count() const { return identities_.size(); }
  [[nodiscard]] std::uint64_t identity(std::size_t number) const { return identities_[number]; }
  [[nodiscard]] ConvoyId convoy(std::size_t number) const { return convoys_[number]; }

 private:
  struct Timetable {
    std::int64_t first_entry = 0;
    std::int64_t entries = 0;
    std::uint32_t first_number = 0;
  };
  std::uint32_t add(ConvoyId convoy, std::uint64_t identity);

  std::vector<Timetable> timetables_;  ///< by convoy
  std::vector<std::uint64_t> identities_;
  std::vector<ConvoyId> convoys_;
  std::unordered_map<std::uint64_t, std::uint32_t> others_;  ///< by identity: those of no timetable of the scenario
};

}  // namespace convoyrisk::model
