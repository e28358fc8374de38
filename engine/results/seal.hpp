#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace convoyrisk::results {

/// A result file ends in the SHA-256 of all bytes before: what HDF5 does not look at. So a bit gone wrong anywhere in
/// it, in numbers, texts, attributes or HDF5's own tables, is noticed before anything is read. The root has an
/// attribute of this name, so that a file without its seal is told from one of a version that had none.
inline constexpr const char* seal_attribute = "seal";

/// What stands at the end of a file with these bytes.
[[nodiscard]] std::string seal_of(std::span<const std::byte> bytes);

enum class Seal { none, holds, broken };
/// Throws InputError where the file cannot be read, or is no regular one.
[[nodiscard]] Seal check_seal(const std::filesystem::path& file);

}  // namespace convoyrisk::results
