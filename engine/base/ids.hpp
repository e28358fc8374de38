#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace convoyrisk {

/// Index into the list of one kind of entity. Kinds do not mix; a default-constructed id is invalid.
template <class Kind>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value_(static_cast<std::uint32_t>(index)) {}

  [[nodiscard]] constexpr std::size_t index() const { return value_; }
  [[nodiscard]] constexpr bool valid() const { return value_ != invalid_value; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  static constexpr std::uint32_t invalid_value = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t value_ = invalid_value;
};

using NodeId = Id<struct NodeKind>;
using RoadId = Id<struct RoadKind>;
using ZoneId = Id<struct ZoneKind>;
using VehicleTypeId = Id<struct VehicleTypeKind>;
using RosterId = Id<struct RosterKind>;
using ConvoyId = Id<struct ConvoyKind>;
using SiteId = Id<struct SiteKind>;
using GroupId = Id<struct GroupKind>;
using RegimeId = Id<struct RegimeKind>;
using PolicyId = Id<struct PolicyKind>;

}  // namespace convoyrisk
