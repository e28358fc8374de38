#include "base/whole_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <string>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/error.hpp"

namespace convoyrisk {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write_whole(const fs::path& file, const std::string& reason) {
  throw SystemError(fmt::format("cannot write {}: {}", file.string(), reason));
}

/// Where a link leads: it is the file there that is replaced, not the link. Throws where something else than a file is.
fs::path target_of(const fs::path& file) {
  std::error_code error;
  fs::path target = fs::is_symlink(file, error) ? fs::weakly_canonical(file, error) : file;
  const fs::file_status status = fs::status(target, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    cannot_write_whole(file, fs::is_directory(status) ? "it is a folder" : "it is not a regular file");
  }
  return target;
}

/// Writes the bytes beside the target, durable, and gives them its name if it is wanted. 0 or the errno of what failed;
/// what was begun is gone then.
int write_beside(const fs::path& target, std::span<const std::byte> bytes, std::span<const std::byte> end,
                 bool rename) {
  fs::path temporary;
  Descriptor file = create_beside(target, temporary);
  if (!file.is_open()) {
    return errno;
  }
  int failed = file.write(bytes);
  if (failed == 0) {
    failed = file.write(end);
  }
  if (failed == 0 && ::fsync(file.number()) != 0) {
    failed = errno;
  }
  if (const int closing = file.close(); failed == 0) {
    failed = closing;
  }
  if (failed == 0 && rename && ::rename(temporary.c_str(), target.c_str()) != 0) {
    failed = errno;
  }
  if (failed != 0 || !rename) {
    ::unlink(temporary.c_str());
  }
  return failed;
}

}  // namespace

void check_whole_file(const fs::path& file, double bytes) {
  std::error_code error;
  const fs::path target = target_of(file);
  const fs::path folder = folder_of(target);
  if (!fs::is_directory(folder, error)) {
    cannot_write_whole(file, fmt::format("there is no folder {}", folder.string()));
  }
  if (target.filename().empty() || target.filename() == "." || target.filename() == "..") {
    cannot_write_whole(file, "it is a folder");
  }
  const long longest = ::pathconf(folder.c_str(), _PC_NAME_MAX);
  if (const std::size_t length = target.filename().string().size();
      longest > 0 && length + longest_ending > static_cast<std::size_t>(longest)) {
    cannot_write_whole(file, fmt::format("a name of {} bytes is too long; it may have {}", length,
                                         static_cast<std::size_t>(longest) - longest_ending));
  }
  if (const int failed = write_beside(target, {}, {}, false); failed != 0) {
    cannot_write_whole(file, reason_of(failed));
  }
  const fs::space_info space = fs::space(folder, error);
  if (!error && bytes > static_cast<double>(space.available)) {
    cannot_write_whole(file, fmt::format("it may need {:.0f} MB and {} has {:.0f} MB left", bytes / 1e6,
                                         folder.string(), static_cast<double>(space.available) / 1e6));
  }
}

void write_whole_file(const fs::path& file, std::span<const std::byte> bytes, std::span<const std::byte> end) {
  const fs::path target = target_of(file);
  int failed = write_beside(target, bytes, end, true);
  if (failed == 0) {
    failed = sync_folder(folder_of(target));
  }
  if (failed != 0) {
    cannot_write_whole(file, reason_of(failed));
  }
}

void check_own_kind(const fs::path& file, std::string_view kind, std::initializer_list<std::string_view> starts) {
  std::error_code none;
  if (!fs::is_regular_file(file, none)) {
    return;  // nothing is there, or check_whole_file says why it cannot be written
  }
  const auto shorter = [](std::string_view a, std::string_view b) { return a.size() < b.size(); };
  std::string start(std::max(starts, shorter).size(), '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(std::max<std::streamsize>(stream.gcount(), 0)));
  if (!start.empty() &&
      std::ranges::none_of(starts, [&start](std::string_view own) { return start.starts_with(own); })) {
    throw InputError(fmt::format("{} exists and is no {}: it is not overwritten", file.string(), kind));
  }
}

}  // namespace convoyrisk
