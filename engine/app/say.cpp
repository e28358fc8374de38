#include "app/say.hpp"

#include <cerrno>
#include <cstdio>
#include <string>

#include "base/printable.hpp"

namespace convoyrisk::app {

int flush_stdout() {
  static int failure = 0;
  errno = 0;
  if ((std::fflush(stdout) != 0 || std::ferror(stdout) != 0) && failure == 0) {
    failure = errno != 0 ? errno : EIO;
  }
  return failure;
}

void say(std::string_view text) {
  static_cast<void>(flush_stdout());
  const std::size_t again = text.starts_with('\r') ? 1 : 0;
  const std::string clean = std::string(text.substr(0, again)) + printable_lines(text.substr(again));
  static_cast<void>(std::fwrite(clean.data(), 1, clean.size(), stderr));
  static_cast<void>(std::fflush(stderr));
}

void show(std::string_view text) {
  const std::string clean = printable_lines(text);
  static_cast<void>(std::fwrite(clean.data(), 1, clean.size(), stdout));  // flush_stdout() tells whether it failed
}

}  // namespace convoyrisk::app
