#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace convoyrisk::results {

/// Whether a file could be written: its folder is there and takes files, a file of that name would be replaced and is
/// not something else, and there is room for so many bytes. Throws SystemError.
void check_whole_file(const std::filesystem::path& file, double bytes);

/// Writes FILE.tmp, makes it durable and gives it its name: at any moment the file is the old one or the whole new one.
/// On failure removes FILE.tmp and throws SystemError.
void write_whole_file(const std::filesystem::path& file, std::span<const std::byte> bytes);

}  // namespace convoyrisk::results
