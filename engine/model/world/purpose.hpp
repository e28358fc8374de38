#pragma once

#include <cstdint>

namespace convoyrisk::model {

/// What a draw is for: half of a stream's key. The numbers are part of every result: append, never renumber.
enum class Purpose : std::uint64_t {
  regime_start = 1,
  regime_stay = 2,
  cell_home = 3,
  dormant = 4,            ///< word::dormant
  preparing = 5,          ///< duration
  preparing_hazards = 6,  ///< word 0: tip, 1: raid
  choice = 7,             ///< word::choice
  timing = 8,             ///< no more: word::choice
  staged = 9,             ///< duration
  staged_hazards = 10,    ///< word 0: patrol, 1: tip
  recovering = 11,        ///< duration
  recovering_raid = 12,
  recruit_arrival = 13,  ///< word 0: time since the candidate before, 1: kept
  departure = 14,        ///< ordinal: TripUniform
  flown_deaths = 15,     ///< no more: TripUniform::flown_deaths
  background_place = 16,
  encounter = 17,             ///< of a cell: a word an encounter, four to an ordinal
  background_encounter = 18,  ///< word 0: thinning by regime, 1: spotted or attacks
  site_encounter = 19,
  attack = 20,  ///< of a cell: word 0: mode, 1: vehicle; then two blocks a vehicle
  attack_severity = 21,
  attack_duration = 22,
  background_attack = 23,
  background_severity = 24,
  background_duration = 25,
  fate = 26,        ///< of a cell after an attack: expended
  capture = 27,     ///< of an intercepted cell
  tilt = 28,        ///< of a whole replication: which tilt of a mixture
  follow_ups = 29,  ///< of an attack by a cell: how many
  follow_up_delay = 30,
  follow_up_place = 31,
  accident = 32,  ///< of a trip: a word a vehicle
};

[[nodiscard]] constexpr std::uint64_t key(Purpose purpose) { return static_cast<std::uint64_t>(purpose); }

/// Places of the uniforms of a stream that not every history takes in order.
namespace word {
namespace dormant {
inline constexpr unsigned base = 0;
inline constexpr unsigned excited = 1;
inline constexpr unsigned raid = 2;
}  // namespace dormant
/// Of a target and of when to stage there: what most choices take stands in the first block.
namespace choice {
inline constexpr unsigned habit = 0;   ///< then the hours within
inline constexpr unsigned target = 2;  ///< its kind and itself, at the first trial, then whether it is taken
inline constexpr unsigned hour = 4;    ///< whether a remembered one, then which
inline constexpr unsigned trials = 6;  ///< all further ones
}  // namespace choice
}  // namespace word

/// Uniforms that belong to a trip alone, whatever happens to it: ordinals of Purpose::departure. The numbers are part
/// of every result.
enum class TripUniform : std::uint64_t {
  jitter = 0,
  airlift = 1,
  route = 2,
  pace = 3,
  background = 4,  ///< of the way to the first background event
  flown_deaths = 5,
};

}  // namespace convoyrisk::model
