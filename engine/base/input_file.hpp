#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "base/descriptor.hpp"

namespace convoyrisk {

/// A regular file that is read. Pipes, devices and folders are refused: they would block, or never end.
class InputFile {
 public:
  /// Throws InputError where it cannot be opened, with the reason.
  explicit InputFile(std::filesystem::path path);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Fills `bytes` from a place on. Throws InputError where the file is shorter or cannot be read.
  void read(std::uint64_t place, std::span<std::byte> bytes) const;
  [[nodiscard]] std::string text() const;

 private:
  std::filesystem::path path_;
  Descriptor file_;
  std::uint64_t size_ = 0;
};

/// All of a regular file, or of the standard input where the path is "-". Throws InputError.
[[nodiscard]] std::string read_input(const std::filesystem::path& path);

inline constexpr const char* not_regular = "it is not a regular file";

/// What keeps it from being read as a file: it is not there, may not be read, or is no regular file; empty where
/// nothing does.
[[nodiscard]] std::string reason_against_reading(const std::filesystem::path& path);

}  // namespace convoyrisk
