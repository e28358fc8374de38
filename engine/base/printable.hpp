#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace convoyrisk {

/// Length in bytes of the well-formed UTF-8 character that starts at `at`, 0 where there is none (RFC 3629).
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);

/// The text on one line, fit for a terminal: characters that steer one (control characters, changes of the direction of
/// writing, line separators) stand as escapes \uNNNN, and bytes that are not UTF-8 as \xNN.
[[nodiscard]] std::string printable(std::string_view text);

/// The same of a text of several lines, whose line breaks stay.
[[nodiscard]] std::string printable_lines(std::string_view text);

/// The printable text in single quotes, cut where it is long.
[[nodiscard]] std::string shown(std::string_view text);

/// The text as a name on one line: each run of blanks, control characters and Unicode's ends of
/// lines is one blank, and none stands at the ends.
[[nodiscard]] std::string on_one_line(std::string_view text);

}  // namespace convoyrisk
