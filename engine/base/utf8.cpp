#include "base/utf8.hpp"

#include "base/printable.hpp"

namespace convoyrisk {
namespace {

[[nodiscard]] bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

TextPlace place_of_byte(std::string_view text, std::size_t at) {
  TextPlace place;
  for (const char byte : text.substr(0, at)) {
    const bool new_line = byte == '\n';
    place.line += new_line ? 1 : 0;
    place.column = new_line ? 1 : place.column + (continues_character(byte) ? 0 : 1);
  }
  return place;
}

std::optional<TextPlace> first_not_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      return place_of_byte(text, at);
    }
    at += length;
  }
  return std::nullopt;
}

std::string told_of_not_utf8(std::string_view text) {
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return "is UTF-16, not UTF-8: save it as UTF-8, or convert it by 'iconv -f UTF-16 -t UTF-8'";
  }
  return "is not UTF-8: save it as UTF-8, or convert it, as by 'iconv -f WINDOWS-1252 -t UTF-8'";
}

}  // namespace convoyrisk
