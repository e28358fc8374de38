#include "import/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace convoyrisk::importer {
namespace {

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

std::string on_one_line(std::string_view name) {
  std::string line;
  bool apart = false;
  while (!name.empty()) {
    if (const std::size_t blank = blank_at_start(name); blank > 0) {
      apart = !line.empty();
      name.remove_prefix(blank);
      continue;
    }
    line += apart ? " " : "";
    line += name.front();
    apart = false;
    name.remove_prefix(1);
  }
  return line;
}

std::vector<std::string> parted(std::string_view text, char mark) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find(mark, start), text.size());
    if (std::string part = on_one_line(text.substr(start, end - start)); !part.empty()) {
      parts.push_back(std::move(part));
    }
    start = end + 1;
  }
  return parts;
}

std::string NamesInUse::take(const std::string& wanted) {
  if (wanted.empty()) {
    return wanted;
  }
  std::string name = wanted;
  for (int i = 2; !taken_.insert(name).second; ++i) {
    name = fmt::format("{} ({})", wanted, i);
  }
  return name;
}

}  // namespace convoyrisk::importer
