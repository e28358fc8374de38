#pragma once

#include <filesystem>
#include <string_view>

namespace convoyrisk::results {

inline constexpr std::string_view hdf5_signature("\x89HDF\r\n\x1a\n", 8);
inline constexpr std::string_view any_log_signature = "convoyrisk log ";
inline constexpr std::string_view log_signature = "convoyrisk log 2\n";

/// What a file is by its first bytes.
enum class FileKind {
  hdf5,
  log,    ///< of a run under way, of this version of the program or another
  other,  ///< or none that can be read
};
[[nodiscard]] FileKind kind_of(const std::filesystem::path& file);

/// The result that a log named NAME.partial becomes.
[[nodiscard]] std::filesystem::path result_of_log(std::filesystem::path log);

}  // namespace convoyrisk::results
