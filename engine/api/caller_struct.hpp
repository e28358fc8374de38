#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <string>
#include <type_traits>

/// Structs of C callers. Their first member `size` is the sizeof of the caller, whose header may be older or newer than
/// this library's: structs grow at their end alone, and the library touches what both know.
namespace convoyrisk::api {

/// The caller's mistake.
class Misuse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// How many bytes of the caller's struct both know. `least` is the size in its first version. Throws Misuse below it.
template <class Struct>
[[nodiscard]] std::size_t common_size(const Struct& of_caller, std::size_t least, const char* name) {
  static_assert(std::is_standard_layout_v<Struct> && std::is_trivially_copyable_v<Struct>);
  static_assert(offsetof(Struct, size) == 0);
  if (of_caller.size < least) {
    throw Misuse(std::string(name) + ".size is " + std::to_string(of_caller.size) + ": set it to sizeof(" + name +
                 "), which is " + std::to_string(least) + " or more");
  }
  return std::min(of_caller.size, sizeof(Struct));
}

/// What the caller has set; what it does not know is 0. Throws Misuse as above.
template <class Struct>
[[nodiscard]] Struct read_struct(const Struct& of_caller, std::size_t least, const char* name) {
  Struct known{};
  std::memcpy(&known, &of_caller, common_size(of_caller, least, name));
  return known;
}

/// Gives the caller `known`, and in `size` how much of it was written. Throws Misuse as above.
template <class Struct>
void write_struct(Struct known, Struct& of_caller, std::size_t least, const char* name) {
  known.size = common_size(of_caller, least, name);
  std::memcpy(&of_caller, &known, known.size);
}

}  // namespace convoyrisk::api
