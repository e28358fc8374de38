// Preloaded into a program, makes one of its calls to the file system fail. Only calls that concern files in
// FAULT_FOLDER are counted. FAULT_N: the n-th of them fails, from 1 (0: none does). FAULT_MODE: the errno; or `kill`,
// which ends the program before the call; or `short`, which writes half of what was asked. FAULT_LOG: a file to which
// calls are told. FAULT_THREADS, set to anything: no thread can be made.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

template <class Function>
Function next_of(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? "" : text;
}

std::string path_of(int descriptor) {
  char path[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t length = readlink(link.c_str(), path, sizeof path);
  return length < 0 ? "" : std::string(path, static_cast<std::size_t>(length));
}

using Write = ssize_t (*)(int, const void*, std::size_t);
using Open = int (*)(const char*, int, ...);

void tell(int number, const char* call, const std::string& path) {
  static const int log = [] {
    const std::string file = setting("FAULT_LOG");
    return file.empty() ? -1 : next_of<Open>("open64")(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  }();
  const std::string line = std::to_string(number) + " " + call + " " + path + "\n";
  if (log >= 0) {
    static_cast<void>(!next_of<Write>("write")(log, line.data(), line.size()));
  }
}

/// Whether this call is the one that fails; errno says why then.
bool fails(const char* call, const std::string& path) {
  static const std::string folder = setting("FAULT_FOLDER");
  static const int wanted = std::atoi(setting("FAULT_N").c_str());
  static const std::string mode = setting("FAULT_MODE");
  static int count = 0;
  if (folder.empty() || path.rfind(folder, 0) != 0) {
    return false;
  }
  tell(++count, call, path);
  if (count != wanted) {
    return false;
  }
  if (mode == "kill") {
    kill(getpid(), SIGKILL);
  }
  if (mode == "short") {
    return std::string(call) == "write";
  }
  errno = std::atoi(mode.c_str());
  return true;
}

int opened(const char* name, const char* path, int flags, mode_t mode) {
  const bool writes = (flags & O_ACCMODE) != O_RDONLY;
  return writes && fails("open", path) ? -1 : next_of<Open>(name)(path, flags, mode);
}

mode_t mode_in(int flags, va_list rest) { return (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0; }

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* data, std::size_t size) {
  if (fails("write", path_of(descriptor))) {
    if (setting("FAULT_MODE") != "short") {
      return -1;
    }
    size = size > 1 ? size / 2 : size;
  }
  return next_of<Write>("write")(descriptor, data, size);
}

int fsync(int descriptor) {
  return fails("fsync", path_of(descriptor)) ? -1 : next_of<int (*)(int)>("fsync")(descriptor);
}

int fdatasync(int descriptor) {
  return fails("fdatasync", path_of(descriptor)) ? -1 : next_of<int (*)(int)>("fdatasync")(descriptor);
}

int ftruncate(int descriptor, off_t length) noexcept {
  return fails("ftruncate", path_of(descriptor)) ? -1 : next_of<int (*)(int, off_t)>("ftruncate")(descriptor, length);
}

int rename(const char* from, const char* to) noexcept {
  return fails("rename", from) ? -1 : next_of<int (*)(const char*, const char*)>("rename")(from, to);
}

int unlink(const char* path) noexcept {
  return fails("unlink", path) ? -1 : next_of<int (*)(const char*)>("unlink")(path);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_in(flags, rest);
  va_end(rest);
  return opened("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = mode_in(flags, rest);
  va_end(rest);
  return opened("open64", path, flags, mode);
}

int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                   void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  return setting("FAULT_THREADS").empty() ? next_of<Create>("pthread_create")(thread, attributes, start, argument)
                                          : EAGAIN;
}

}  // extern "C"
