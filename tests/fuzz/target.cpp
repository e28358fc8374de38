#include "fuzz/target.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/error.hpp"
#include "base/printable.hpp"
#include "support/scratch_folder.hpp"

/// HDF5 does not free all of what it read before it met damage.
extern "C" const char* __lsan_default_suppressions();
const char* __lsan_default_suppressions() { return "leak:libhdf5"; }

namespace convoyrisk::fuzz {
namespace {

/// Words of libraries and of the language, which tell a user nothing.
constexpr std::array<std::string_view, 10> foreign_words{"stod",       "stoi",           "stol",       "json.exception",
                                                         "type_error", "basic_string::", "vector::_M", "bad_alloc",
                                                         "std::",      "yaml-cpp"};

void check_message(std::string_view message, std::string_view input) {
  for (const std::string_view word : foreign_words) {
    // A message quotes the input, and may put a colon behind what it quotes.
    const std::string_view quoted = word.substr(0, word.find_last_not_of(':') + 1);
    if (message.find(word) != std::string_view::npos && input.find(quoted) == std::string_view::npos) {
      static_cast<void>(std::fprintf(stderr, "a message in a library's words: %s\n", std::string(message).c_str()));
      std::abort();
    }
  }
  if (message.empty()) {
    static_cast<void>(std::fputs("a refusal without a message\n", stderr));
    std::abort();
  }
}

}  // namespace

void expect_read_or_refused(std::string_view input, const std::function<void()>& read) {
  try {
    read();
  } catch (const InputError& refused) {
    check_message(refused.what(), input);
  }
}

std::string input_file(const std::string& bytes, const std::string& ending) {
  static const tests::ScratchFolder folder;
  const std::filesystem::path path = folder / ("input" + ending);
  tests::write_file(path, bytes);
  return path.string();
}

std::string input_text(const std::uint8_t* data, std::size_t size) { return {data, data + size}; }

}  // namespace convoyrisk::fuzz
