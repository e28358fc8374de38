#include "base/printable.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

namespace convoyrisk {
namespace {

constexpr std::size_t longest_shown = 60;

[[nodiscard]] std::uint32_t byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

[[nodiscard]] bool continues_character(std::uint32_t byte) { return (byte & 0xC0U) == 0x80U; }

/// The code point of a well-formed character of `length` bytes.
[[nodiscard]] std::uint32_t code_point(std::string_view text, std::size_t at, std::size_t length) {
  if (length == 1) {
    return byte_at(text, at);
  }
  std::uint32_t code = byte_at(text, at) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6U | (byte_at(text, at + i) & 0x3FU);
  }
  return code;
}

/// Controls (C0, delete, C1), line and paragraph separator, and what changes the direction of the text around it
/// (Unicode 15, Bidi_Control).
[[nodiscard]] bool steers(std::uint32_t code) {
  struct Range {
    std::uint32_t first;
    std::uint32_t last;
  };
  constexpr std::array<Range, 6> steering{
      {{0x00, 0x1F}, {0x7F, 0x9F}, {0x61C, 0x61C}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}}};
  for (const Range& range : steering) {
    if (code >= range.first && code <= range.last) {
      return true;
    }
  }
  return false;
}

[[nodiscard]] std::string escape(const char* form, std::uint32_t code) {
  std::array<char, 12> text{};
  static_cast<void>(std::snprintf(text.data(), text.size(), form, code));
  return text.data();
}

[[nodiscard]] std::string escaped(std::string_view text, bool keep_line_breaks) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      clean += escape("\\x%02x", byte_at(text, at));
      ++at;
      continue;
    }
    const std::uint32_t code = code_point(text, at, length);
    if (steers(code) && !(keep_line_breaks && code == '\n')) {
      clean += escape("\\u%04x", code);
    } else {
      clean += text.substr(at, length);
    }
    at += length;
  }
  return clean;
}

/// U+2028 and U+2029 in UTF-8.
constexpr std::array<std::string_view, 2> ends_of_lines{"\xE2\x80\xA8", "\xE2\x80\xA9"};

/// Length of the blank that `text` starts with, 0 where it starts with none.
[[nodiscard]] std::size_t blank_at_start(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first <= 0x20U || first == 0x7FU) {
    return 1;
  }
  if (first == 0xC2U && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0U) {  // U+0080 to U+009F
    return 2;
  }
  for (const std::string_view end : ends_of_lines) {
    if (text.starts_with(end)) {
      return end.size();
    }
  }
  return 0;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const std::uint32_t lead = byte_at(text, at);
  const std::size_t length = lead < 0x80U   ? 1
                             : lead < 0xC2U ? 0
                             : lead < 0xE0U ? 2
                             : lead < 0xF0U ? 3
                             : lead < 0xF5U ? 4
                                            : 0;
  if (length == 0 || at + length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues_character(byte_at(text, at + i))) {
      return 0;
    }
  }
  const std::uint32_t code = code_point(text, at, length);
  const bool overlong = (length == 3 && code < 0x800U) || (length == 4 && code < 0x10000U);
  const bool surrogate = code >= 0xD800U && code <= 0xDFFFU;
  return overlong || surrogate || code > 0x10FFFFU ? 0 : length;
}

std::string printable(std::string_view text) { return escaped(text, false); }

std::string printable_lines(std::string_view text) { return escaped(text, true); }

std::string on_one_line(std::string_view text) {
  std::string line;
  bool apart = false;
  while (!text.empty()) {
    if (const std::size_t blank = blank_at_start(text); blank > 0) {
      apart = !line.empty();
      text.remove_prefix(blank);
      continue;
    }
    line += apart ? " " : "";
    line += text.front();
    apart = false;
    text.remove_prefix(1);
  }
  return line;
}

std::string shown(std::string_view text) {
  if (text.size() <= longest_shown) {
    return "'" + printable(text) + "'";
  }
  std::size_t end = longest_shown;
  while (end > 0 && continues_character(byte_at(text, end))) {
    --end;
  }
  return "'" + printable(text.substr(0, end)) + "...'";
}

}  // namespace convoyrisk
