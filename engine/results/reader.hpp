#pragma once

#include <filesystem>

#include "experiment/summary.hpp"

namespace convoyrisk::results {

/// The summary that a result file was written with, bit by bit. Throws InputError where the file cannot be read, is no
/// convoyrisk result, is of a newer format or is damaged.
[[nodiscard]] experiment::Summary read_summary(const std::filesystem::path& file);

}  // namespace convoyrisk::results
