#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace convoyrisk::scenario {

/// The bytes of a regular file, or of the standard input where it is called "-", without a byte order mark; none where
/// it cannot be read.
[[nodiscard]] std::optional<std::string> read_text_file(const std::filesystem::path& file);

}  // namespace convoyrisk::scenario
