#pragma once

#include <cstdint>
#include <stdexcept>

namespace convoyrisk {

/// a + b. Throws std::overflow_error where that is no std::int64_t: numbers of a file may be any.
[[nodiscard]] inline std::int64_t checked_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) {
    throw std::overflow_error("counts that are too large to be added");
  }
  return sum;
}

}  // namespace convoyrisk
