#pragma once

#include <filesystem>
#include <functional>

#include "results/netcdf.hpp"

namespace convoyrisk::results {

/// Replaces the file by a whole new one with what `fill` puts into its root, or leaves all as it was and throws
/// SystemError.
void write_netcdf_file(const std::filesystem::path& file, const std::function<void(Group& root)>& fill);

}  // namespace convoyrisk::results
