#pragma once

#include <cstdint>
#include <string_view>

/// How the draws of parameters are keyed (random::Stream).
namespace convoyrisk::scenario {

/// The purpose in the keys of the draws of parameters. The model's purposes count up from 1; a number far above keeps
/// what is drawn once for all policies apart from what a replication draws, however many are added.
inline constexpr std::uint64_t parameter_purpose = 1000;

/// The entity that stands for a path: FNV-1a (Fowler, Noll, Vo), 64 bits.
[[nodiscard]] constexpr std::uint64_t path_hash(std::string_view path) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : path) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return value;
}

}  // namespace convoyrisk::scenario
