#include "base/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace convoyrisk {

Descriptor::Descriptor(const std::filesystem::path& path, int flags)
    : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}

Descriptor::~Descriptor() {
  if (number_ >= 0) {
    ::close(number_);
  }
}

int Descriptor::close() { return ::close(std::exchange(number_, -1)) != 0 ? errno : 0; }

int Descriptor::write(std::span<const std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(number_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

Descriptor create_beside(const std::filesystem::path& target, std::filesystem::path& path) {
  constexpr std::size_t longest = 200;  // of 255 bytes that a name may have
  constexpr int attempts = 100;
  Descriptor file;
  for (int i = 0; i < attempts && !file.is_open(); ++i) {
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != sizeof number) {
      return file;
    }
    path = folder_of(target) / fmt::format("{}.{:016x}.tmp", target.filename().string().substr(0, longest), number);
    file = Descriptor(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW);
    if (!file.is_open() && errno != EEXIST) {
      return file;
    }
  }
  return file;
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

int sync_folder(const std::filesystem::path& folder) {
  const Descriptor opened(folder, O_RDONLY | O_DIRECTORY);
  return !opened.is_open() || ::fsync(opened.number()) == 0 || errno == EINVAL ? 0 : errno;
}

std::string reason_of(int error) { return std::generic_category().message(error); }

}  // namespace convoyrisk
