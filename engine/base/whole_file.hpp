#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string_view>

namespace convoyrisk {

/// What is put behind the name of a file for others that go with it has so many bytes at most.
inline constexpr std::size_t longest_ending = 24;

/// Whether a file could be written: its folder is there and takes files, a file of that name would be replaced and is
/// not something else, its name leaves room for longest_ending, and there is room for so many bytes. Throws
/// SystemError.
void check_whole_file(const std::filesystem::path& file, double bytes);

/// Writes a new file beside it under a name that nobody has, makes it durable and gives it its name: at any moment the
/// file is the old one or the whole new one, which holds the bytes and then the end. On failure removes the new one and
/// throws SystemError.
void write_whole_file(const std::filesystem::path& file, std::span<const std::byte> bytes,
                      std::span<const std::byte> end = {});

/// The guard of every command that writes a file: a file of this name may be replaced where it is empty or starts as
/// the program's own files of its kind do, in one of `starts`. Else throws InputError "FILE exists and is no KIND: it
/// is not overwritten".
void check_own_kind(const std::filesystem::path& file, std::string_view kind,
                    std::initializer_list<std::string_view> starts);

}  // namespace convoyrisk
