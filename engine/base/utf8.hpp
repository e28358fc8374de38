#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace convoyrisk {

/// Line and column in a text, both from 1; columns count characters.
struct TextPlace {
  int line = 1;
  int column = 1;
};

/// Where the byte `at` of a text stands.
[[nodiscard]] TextPlace place_of_byte(std::string_view text, std::size_t at);

/// Where a text is first not UTF-8; none where all of it is.
[[nodiscard]] std::optional<TextPlace> first_not_utf8(std::string_view text);

/// What to tell of a text that is not UTF-8, and how it becomes so.
[[nodiscard]] std::string told_of_not_utf8(std::string_view text);

}  // namespace convoyrisk
