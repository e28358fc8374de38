#include "scenario/text_file.hpp"

#include <fstream>
#include <sstream>

namespace convoyrisk::scenario {

std::optional<std::string> read_text_file(const std::filesystem::path& file) {
  std::error_code failure;
  if (std::filesystem::is_directory(file, failure)) {
    return std::nullopt;
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in.peek() != std::ifstream::traits_type::eof()) {
    text << in.rdbuf();
  } else if (!in.is_open()) {
    return std::nullopt;
  }
  std::string content = text.str();
  if (content.starts_with("\xEF\xBB\xBF")) {
    content.erase(0, 3);
  }
  return content;
}

}  // namespace convoyrisk::scenario
