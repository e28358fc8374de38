#include "app/say.hpp"

#include <cerrno>
#include <cstdio>

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
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
  static_cast<void>(std::fflush(stderr));
}

}  // namespace convoyrisk::app
