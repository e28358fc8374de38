#include "base/input_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/stop.hpp"

namespace convoyrisk {
namespace {

[[noreturn]] void cannot_read(const std::filesystem::path& path, const std::string& reason) {
  throw InputError(fmt::format("cannot read {}: {}", path.string(), reason));
}

/// Opened without waiting for whoever would write to a pipe.
Descriptor open_to_read(const std::filesystem::path& path) { return {path, O_RDONLY | O_NONBLOCK}; }

std::string reason_of_kind(mode_t mode) { return S_ISDIR(mode) ? reason_of(EISDIR) : S_ISREG(mode) ? "" : not_regular; }

/// Whoever types at a terminal, or a program at the other end, may let wait for long.
void wait_for_stdin() {
  constexpr int pause_ms = 200;
  pollfd input{STDIN_FILENO, POLLIN, 0};
  int ready = 0;
  do {
    heed_stop();
    ready = ::poll(&input, 1, pause_ms);
  } while (ready == 0 || (ready < 0 && errno == EINTR));
}

/// Up to the end, however long that is: of the standard input nobody knows.
std::string text_of_stdin() {
  constexpr std::size_t step = 1 << 16;
  constexpr std::size_t most = std::size_t{1} << 30;
  std::string text;
  for (std::size_t size = 0; size <= most;) {
    text.resize(size + step);
    wait_for_stdin();
    const ssize_t got = ::read(STDIN_FILENO, text.data() + size, step);
    if (got < 0 && errno != EINTR) {
      cannot_read("the standard input", reason_of(errno));
    }
    size += got > 0 ? static_cast<std::size_t>(got) : 0;
    if (got == 0) {
      text.resize(size);
      return text;
    }
  }
  cannot_read("the standard input", "it is longer than 1 GB");
}

}  // namespace

InputFile::InputFile(std::filesystem::path path) : path_(std::move(path)), file_(open_to_read(path_)) {
  struct stat status {};
  if (!file_.is_open() || ::fstat(file_.number(), &status) != 0) {
    cannot_read(path_, reason_of(errno));
  }
  if (const std::string reason = reason_of_kind(status.st_mode); !reason.empty()) {
    cannot_read(path_, reason);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
}

void InputFile::read(std::uint64_t place, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(file_.number(), bytes.data(), bytes.size(), static_cast<off_t>(place));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      cannot_read(path_, got < 0 ? reason_of(errno) : "it became shorter while it was read");
    }
    place += static_cast<std::uint64_t>(got);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::string InputFile::text() const {
  std::string text(size_, '\0');
  read(0, std::as_writable_bytes(std::span(text)));
  return text;
}

std::string read_input(const std::filesystem::path& path) {
  return path == "-" ? text_of_stdin() : InputFile(path).text();
}

std::string reason_against_reading(const std::filesystem::path& path) {
  const Descriptor file = open_to_read(path);
  struct stat status {};
  return !file.is_open() || ::fstat(file.number(), &status) != 0 ? reason_of(errno) : reason_of_kind(status.st_mode);
}

}  // namespace convoyrisk
