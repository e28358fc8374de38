#include "import/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/printable.hpp"

namespace convoyrisk::importer {

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
