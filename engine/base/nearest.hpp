#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/printable.hpp"

namespace convoyrisk {

/// Least number of insertions, deletions, replacements and swaps of neighbours that turn one text into the other,
/// letter case aside (optimal string alignment; Damerau 1964).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `text`, "" where none is near enough to have been meant.
[[nodiscard]] std::string nearest(std::string_view text, std::span<const std::string> candidates);

/// "; did you mean 'x'?" with the nearest candidate, or "".
[[nodiscard]] std::string did_you_mean(std::string_view text, std::span<const std::string> candidates);

/// The same, or where none is near enough all candidates: "; there are x, y, z". "" where these are too long to read.
[[nodiscard]] std::string did_you_mean_or_known(std::string_view text, std::span<const std::string> candidates);

}  // namespace convoyrisk
