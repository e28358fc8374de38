#include "results/locked_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "results/file_kind.hpp"

namespace convoyrisk::results {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write_log(const fs::path& file, int error) {
  throw SystemError(fmt::format("cannot write {}: {}", file.string(), reason_of(error)));
}

/// "process 123" as the kernel tells it of a lock; "another process" where it does not, as of one on another machine.
std::string holder_of(const struct stat& status) {
  const std::string inode = fmt::format("{:02x}:{:02x}:{}", major(status.st_dev), minor(status.st_dev), status.st_ino);
  std::ifstream locks("/proc/locks");
  for (std::string number, kind, mode, access, process, file, rest;
       locks >> number >> kind >> mode >> access >> process >> file && std::getline(locks, rest);) {
    if (kind == "FLOCK" && file == inode) {
      return "process " + process;
    }
  }
  return "another process";
}

/// Whether the name still leads to the open file: another process may have removed it, or put one in its place.
bool is_still_there(const fs::path& path, const struct stat& open) {
  struct stat found {};
  return ::lstat(path.c_str(), &found) == 0 && found.st_ino == open.st_ino && found.st_dev == open.st_dev;
}

}  // namespace

LockedFile::LockedFile(fs::path file) : path_(std::move(file)) {
  struct stat status {};
  do {
    file_ = Descriptor(path_, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK);
    if (!file_.is_open() && (errno == ELOOP || errno == EISDIR || errno == ENXIO)) {
      throw InputError(fmt::format("{} is no file that a run could write its blocks to: remove it", path_.string()));
    }
    if (!file_.is_open() || ::fstat(file_.number(), &status) != 0) {
      cannot_write_log(path_, errno);
    }
    if (!S_ISREG(status.st_mode)) {
      throw InputError(fmt::format("{} is no file that a run could write its blocks to: remove it", path_.string()));
    }
    lock();
  } while (!is_still_there(path_, status));
}

LockedFile::LockedFile(const fs::path& beside, New) : file_(create_beside(beside, path_)) {
  if (!file_.is_open()) {
    cannot_write_log(beside, errno);
  }
  lock();
}

void LockedFile::lock() {
  locked_ = ::flock(file_.number(), LOCK_EX | LOCK_NB) == 0;
  if (!locked_ && errno == EWOULDBLOCK) {
    struct stat status {};
    ::fstat(file_.number(), &status);
    throw InputError(fmt::format("{} is being written by {}: wait for it to end, or give another name with -o",
                                 result_of_log(path_).string(), holder_of(status)));
  }
}

LockedFile::~LockedFile() {
  struct stat status {};
  if (file_.is_open() && ::fstat(file_.number(), &status) == 0 && status.st_size == 0 &&
      is_still_there(path_, status)) {
    ::unlink(path_.c_str());
  }
}

std::uint64_t LockedFile::size() const {
  struct stat status {};
  if (::fstat(file_.number(), &status) != 0) {
    cannot_write_log(path_, errno);
  }
  return static_cast<std::uint64_t>(status.st_size);
}

void LockedFile::cut(std::uint64_t length) {
  if (::ftruncate(file_.number(), static_cast<off_t>(length)) != 0 || ::lseek(file_.number(), 0, SEEK_END) < 0) {
    cannot_write_log(path_, errno);
  }
}

void LockedFile::append(std::span<const std::byte> bytes) {
  if (const int failed = file_.write(bytes); failed != 0) {
    cannot_write_log(path_, failed);
  }
  if (::fdatasync(file_.number()) != 0) {
    cannot_write_log(path_, errno);
  }
}

void LockedFile::take_place_of_this(LockedFile& next) {
  if (::rename(next.path_.c_str(), path_.c_str()) != 0) {
    const int failed = errno;
    ::unlink(next.path_.c_str());
    cannot_write_log(path_, failed);
  }
  file_ = std::move(next.file_);
  locked_ = next.locked_;
  if (const int failed = sync_folder(folder_of(path_)); failed != 0) {
    cannot_write_log(path_, failed);
  }
}

fs::path LockedFile::copy_aside(const char* ending) const {
  constexpr int most = 1000;
  for (int number = 1; number < most; ++number) {
    fs::path copy = fs::path(path_) += (number == 1 ? std::string(ending) : fmt::format("{}-{}", ending, number));
    std::error_code error;
    if (fs::exists(fs::symlink_status(copy, error))) {
      continue;
    }
    if (!fs::copy_file(path_, copy, error)) {
      cannot_write_log(copy, error.value());
    }
    if (const Descriptor written(copy, O_RDONLY); !written.is_open() || ::fsync(written.number()) != 0) {
      cannot_write_log(copy, errno);
    }
    return copy;
  }
  cannot_write_log(path_, EEXIST);
}

void LockedFile::remove() {
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT) {
    throw SystemError(fmt::format("cannot remove {}: {}", path_.string(), reason_of(errno)));
  }
  file_ = Descriptor();
}

fs::path log_of(const fs::path& result) { return fs::path(result) += ".partial"; }

LockedFile lock_result(const fs::path& result) {
  LockedFile lock(log_of(result));
  if (lock.size() > 0) {
    throw InputError(log_is_in_the_way(lock.path()));
  }
  return lock;
}

std::string log_is_in_the_way(const fs::path& log) {
  return fmt::format("{} holds the blocks of a run that was interrupted: go on with it by --resume, or remove it",
                     log.string());
}

}  // namespace convoyrisk::results
