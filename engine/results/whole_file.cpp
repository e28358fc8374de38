#include "results/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include "base/error.hpp"

namespace convoyrisk::results {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const std::string& reason) {
  throw SystemError(fmt::format("cannot write {}: {}", file.string(), reason));
}

[[noreturn]] void fail(const fs::path& file, int error) { fail(file, std::generic_category().message(error)); }

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

/// Where a link leads: it is the file there that is replaced, not the link. Throws where something else than a file is.
fs::path target_of(const fs::path& file) {
  std::error_code error;
  fs::path target = fs::is_symlink(file, error) ? fs::weakly_canonical(file, error) : file;
  const fs::file_status status = fs::status(target, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    fail(file, fs::is_directory(status) ? "it is a folder" : "it is not a regular file");
  }
  return target;
}

fs::path temporary_of(const fs::path& target) { return fs::path(target) += ".tmp"; }

/// An open file, or -1 with errno.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  /// 0, or -1 with errno.
  [[nodiscard]] int close() { return ::close(std::exchange(number_, -1)); }

 private:
  int number_;
};

/// 0 or the errno of what failed.
int write_all(const fs::path& path, std::span<const std::byte> bytes) {
  Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (file.number() < 0) {
    return errno;
  }
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return ::fsync(file.number()) != 0 || file.close() != 0 ? errno : 0;
}

/// Some file systems cannot do it (EINVAL), and then nothing is to be done.
int sync_folder(const fs::path& path) {
  const Descriptor folder(path, O_RDONLY | O_DIRECTORY);
  return folder.number() < 0 || ::fsync(folder.number()) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace

void check_whole_file(const fs::path& file, double bytes) {
  std::error_code error;
  const fs::path target = target_of(file);
  const fs::path folder = folder_of(target);
  if (!fs::is_directory(folder, error)) {
    fail(file, fmt::format("there is no folder {}", folder.string()));
  }
  const fs::path temporary = temporary_of(target);
  if (const int failed = write_all(temporary, {}); failed != 0) {
    fail(file, failed);
  }
  fs::remove(temporary, error);
  const fs::space_info space = fs::space(folder, error);
  if (!error && bytes > static_cast<double>(space.available)) {
    fail(file, fmt::format("it may need {:.0f} MB and {} has {:.0f} MB left", bytes / 1e6, folder.string(),
                           static_cast<double>(space.available) / 1e6));
  }
}

void write_whole_file(const fs::path& file, std::span<const std::byte> bytes) {
  const fs::path target = target_of(file);
  const fs::path temporary = temporary_of(target);
  int failed = write_all(temporary, bytes);
  if (failed == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) {
    failed = errno;
  }
  if (failed != 0) {
    ::unlink(temporary.c_str());
    fail(file, failed);
  }
  if (failed = sync_folder(folder_of(target)); failed != 0) {
    fail(file, failed);
  }
}

void check_own_kind(const fs::path& file, std::string_view kind, std::initializer_list<std::string_view> starts) {
  std::string start(std::ranges::max(starts, {}, &std::string_view::size).size(), '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  if (!start.empty() &&
      std::ranges::none_of(starts, [&start](std::string_view own) { return start.starts_with(own); })) {
    throw InputError(fmt::format("{} exists and is no {}: it is not overwritten", file.string(), kind));
  }
}

}  // namespace convoyrisk::results
