#include "import/told.hpp"

#include <fmt/format.h>

#include "base/grouped.hpp"

namespace convoyrisk::importer {

void AlikeWarnings::add(const std::string& kind, const std::string& warning) {
  Alike& alike = kinds_[kind];
  alike.first = alike.count == 0 ? warning : alike.first;
  ++alike.count;
}

void AlikeWarnings::tell(std::vector<std::string>& warnings) const {
  for (const auto& [kind, alike] : kinds_) {
    warnings.push_back(alike.first +
                       (alike.count > 1 ? fmt::format(" (and {} more like it)", grouped(alike.count - 1)) : ""));
  }
}

}  // namespace convoyrisk::importer
