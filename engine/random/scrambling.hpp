#pragma once

#include <cstddef>
#include <cstdint>

/// Draws of uncertain parameters are spread evenly (Owen 1997): their coordinates are scrambled, shuffled van der
/// Corput sequences. Eight scramblings go in turn, of which none knows of another, so that the spread between them
/// tells how certain a mean over draws is. After 64 draws eight new ones begin.
namespace convoyrisk::random {

inline constexpr std::uint64_t scramblings_at_once = 8;
inline constexpr std::uint64_t points_of_scrambling = 8;
inline constexpr std::uint64_t draws_of_round = scramblings_at_once * points_of_scrambling;

/// Coordinate of a draw, in (0, 1), keyed by (seed, purpose, coordinate): uniform by itself. In a scrambling the first
/// 2, 4 and 8 draws have one in each half, quarter and eighth of the interval. Coordinates are shuffled by themselves.
[[nodiscard]] double scrambled_uniform(std::uint64_t seed, std::uint64_t purpose, std::uint64_t coordinate,
                                       std::uint64_t draw);

/// Into how many parts that are independent of each other so many draws fall: eight a round, and fewer for fewer draws
/// than eight. A last round that is less than half there is no round: its draws go with those before it.
[[nodiscard]] std::size_t independent_parts(std::size_t draws);
/// In which of them a draw is.
[[nodiscard]] std::size_t part_of(std::size_t draw, std::size_t draws);

}  // namespace convoyrisk::random
