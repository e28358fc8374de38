#include "app/text/say.hpp"

#include <cerrno>
#include <cstdio>
#include <string>

#include "base/printable.hpp"

namespace convoyrisk::app {

namespace {

int write_failure = 0;  // the first of stdout, whose reason errno holds only until the next call

}  // namespace

int flush_stdout() {
  errno = 0;
  if ((std::fflush(stdout) != 0 || std::ferror(stdout) != 0) && write_failure == 0) {
    write_failure = errno != 0 ? errno : EIO;
  }
  return write_failure;
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
  errno = 0;
  if (std::fwrite(clean.data(), 1, clean.size(), stdout) < clean.size() && write_failure == 0) {
    write_failure = errno != 0 ? errno : EIO;  // flush_stdout() tells
  }
}

}  // namespace convoyrisk::app
