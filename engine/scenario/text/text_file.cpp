#include "scenario/text/text_file.hpp"

#include "base/error.hpp"
#include "base/input_file.hpp"

namespace convoyrisk::scenario {

std::optional<std::string> read_text_file(const std::filesystem::path& file) {
  std::string content;
  try {
    content = read_input(file);
  } catch (const InputError&) {
    return std::nullopt;
  }
  if (content.starts_with("\xEF\xBB\xBF")) {
    content.erase(0, 3);
  }
  return content;
}

}  // namespace convoyrisk::scenario
