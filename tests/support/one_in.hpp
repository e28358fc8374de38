#pragma once

#include <cstddef>

namespace convoyrisk::tests {

/// An exhaustive test looks at one in so many of its cases: at all, but under the address sanitizer, where each takes
/// thirty times as long, at some that are spread over all. The fuzz targets go on there.
#ifdef __SANITIZE_ADDRESS__
inline constexpr std::size_t one_in = 7;
#else
inline constexpr std::size_t one_in = 1;
#endif

/// Counts cases and says which are looked at.
class Turn {
 public:
  [[nodiscard]] bool comes() { return count_++ % one_in == 0; }

 private:
  std::size_t count_ = 0;
};

}  // namespace convoyrisk::tests
