#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

namespace convoyrisk {

/// An open file of the system, closed with this object.
class Descriptor {
 public:
  Descriptor() = default;
  /// Opens the path, with O_CLOEXEC besides; number() is -1, and errno says why, where that fails.
  Descriptor(const std::filesystem::path& path, int flags);
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  /// 0, or the errno of what failed.
  [[nodiscard]] int close();
  /// Writes all of it where the file stands. 0, or the errno of what failed.
  [[nodiscard]] int write(std::span<const std::byte> bytes) const;

 private:
  int number_ = -1;
};

/// A new file in the folder of `target`, with a name that no file there has: nothing that is there is touched, and no
/// link is followed. Its name is put into `path`. Not open, with errno, where that fails.
[[nodiscard]] Descriptor create_beside(const std::filesystem::path& target, std::filesystem::path& path);

/// The folder that holds the file.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& file);

/// Makes the names in a folder durable. 0, or the errno of what failed; some file systems cannot do it, and then
/// nothing is to be done.
[[nodiscard]] int sync_folder(const std::filesystem::path& folder);

/// What the system says of an errno.
[[nodiscard]] std::string reason_of(int error);

}  // namespace convoyrisk
