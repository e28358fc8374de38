#pragma once

#include <filesystem>

#include "base/csv_table.hpp"

namespace convoyrisk::importer {

/// The table in a file. Throws InputError with file, line and column, or where the file is of another kind of map.
[[nodiscard]] Table read_table(const std::filesystem::path& file);

}  // namespace convoyrisk::importer
