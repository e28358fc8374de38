#pragma once

#include <cstdint>
#include <filesystem>
#include <unordered_set>

namespace convoyrisk::importer {

/// Ids of what a file of the editor JOSM (and of others that write its format) marks as deleted: such objects stay in
/// the file with action="delete", which libosmium does not look at.
struct Deletions {
  std::unordered_set<std::int64_t> nodes;
  std::unordered_set<std::int64_t> ways;
};

/// None in a file that is not XML. Throws what libosmium throws where the file cannot be read.
[[nodiscard]] Deletions josm_deletions(const std::filesystem::path& file);

}  // namespace convoyrisk::importer
