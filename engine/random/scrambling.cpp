#include "random/scrambling.hpp"

#include <algorithm>
#include <cmath>

#include "random/stream.hpp"

namespace convoyrisk::random {
namespace {

constexpr unsigned levels = 3;
constexpr unsigned flips_of_tree = 1U << levels;
static_assert(points_of_scrambling == flips_of_tree);

/// Turns over binary digits of `place`, the highest first, each or not as is said for the digits before it (Owen's
/// nested scrambling): places that share their first digits go on sharing theirs.
std::uint64_t scrambled(std::uint64_t place, std::uint64_t flips) {
  std::uint64_t turned = 0;
  std::uint64_t branch = 1;
  for (unsigned level = levels; level-- > 0;) {
    const std::uint64_t digit = place >> level & 1U;
    turned = turned << 1U | (digit ^ (flips >> branch & 1U));
    branch = branch << 1U | digit;
  }
  return turned;
}

std::uint64_t reversed(std::uint64_t place) {
  std::uint64_t turned = 0;
  for (unsigned level = 0; level < levels; ++level) {
    turned = turned << 1U | (place >> level & 1U);
  }
  return turned;
}

/// The highest 52 bits of a uniform.
std::uint64_t bits(double uniform) { return static_cast<std::uint64_t>(std::floor(uniform * 0x1p52)); }

}  // namespace

double scrambled_uniform(std::uint64_t seed, std::uint64_t purpose, std::uint64_t coordinate, std::uint64_t draw) {
  enum Ordinal : std::uint64_t { within_stratum, of_scrambling = 1 };
  const std::uint64_t scrambling = draw / draws_of_round * scramblings_at_once + draw % scramblings_at_once;
  const std::uint64_t place = draw % draws_of_round / scramblings_at_once;
  const std::uint64_t flips = bits(Stream(seed, purpose, scrambling, coordinate, of_scrambling).uniform());
  const std::uint64_t stratum = scrambled(reversed(scrambled(place, flips)), flips >> flips_of_tree);
  const std::uint64_t inside = bits(Stream(seed, purpose, draw, coordinate, within_stratum).uniform()) >> levels;
  return (static_cast<double>(stratum << (52U - levels) | inside) + 0.5) * 0x1p-52;
}

std::size_t independent_parts(std::size_t draws) {
  const std::size_t rounds = std::max<std::size_t>((draws + draws_of_round / 2) / draws_of_round, 1);
  return std::min(draws, rounds * scramblings_at_once);
}

std::size_t part_of(std::size_t draw, std::size_t draws) {
  const std::size_t last = (independent_parts(draws) - 1) / scramblings_at_once;
  return std::min(draw / draws_of_round, last) * scramblings_at_once + draw % scramblings_at_once;
}

}  // namespace convoyrisk::random
