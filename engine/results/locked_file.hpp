#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

#include "base/descriptor.hpp"

namespace convoyrisk::results {

/// The file beside a result that tells other processes that somebody is writing it: the log of the run. It is made
/// where it is missing, and goes with this object if nothing was written into it.
///
/// The lock is the system's, so that it ends with the process whatever happens. It also holds between machines where
/// their file system says so (NFS does).
class LockedFile {
 public:
  /// Throws InputError where another process has it, with its number where that is known, or where no regular file
  /// stands there; SystemError where it cannot be had.
  explicit LockedFile(std::filesystem::path file);
  LockedFile(LockedFile&&) noexcept = default;
  LockedFile& operator=(LockedFile&&) = delete;
  ~LockedFile();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] int descriptor() const { return file_.number(); }
  /// False where the file system knows no locks.
  [[nodiscard]] bool is_locked() const { return locked_; }
  [[nodiscard]] std::uint64_t size() const;

  /// Cuts it to a length and goes to its end. Throws SystemError, as what follows does.
  void cut(std::uint64_t length);
  /// Writes at its end; durable on return.
  void append(std::span<const std::byte> bytes);
  /// Puts a new file, empty and locked, in the place of this one; `fill` writes it, and until that is done, and
  /// durable, the old one stays.
  template <class Fill>
  void replace(const Fill& fill) {
    LockedFile next(path_, New{});
    fill(next);
    take_place_of_this(next);
  }
  /// A copy beside it with `ending` behind its name, and a number where there is one already. Returns its name.
  [[nodiscard]] std::filesystem::path copy_aside(const char* ending) const;
  /// Removes the file and ends the lock.
  void remove();

 private:
  struct New {};
  LockedFile(const std::filesystem::path& beside, New);
  void take_place_of_this(LockedFile& next);
  void lock();

  std::filesystem::path path_;
  Descriptor file_;
  bool locked_ = false;
};

/// Where the blocks of a run that is under way are written down.
[[nodiscard]] std::filesystem::path log_of(const std::filesystem::path& result);

/// For a command that writes a result at once: keeps other processes from writing it as long as this lives. Throws as
/// LockedFile does, and InputError where the blocks of an interrupted run are there.
[[nodiscard]] LockedFile lock_result(const std::filesystem::path& result);

/// What to say where there is a log that --resume does not ask for.
[[nodiscard]] std::string log_is_in_the_way(const std::filesystem::path& log);

}  // namespace convoyrisk::results
