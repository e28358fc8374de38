#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/study/reader.hpp"
#include "scenario/text/text_file.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::scenario {

inline const std::filesystem::path data_directory =
    std::filesystem::path(tests::source_dir) / "tests" / "scenario" / "data";

/// A scenario with every key of the format.
inline const std::string& everything() {
  static const std::string text = read_text_file(data_directory / "everything.yaml").value();
  return text;
}

/// The text with the first `find` replaced, which must be there.
inline std::string patched(std::string text, const std::string& find, const std::string& replacement) {
  const std::size_t at = text.find(find);
  REQUIRE(at != std::string::npos);
  return text.replace(at, find.size(), replacement);
}

inline ReadResult read(const std::string& text, const Overrides& overrides = {}) {
  return read_scenario_text(text, "s.yaml", data_directory, overrides);
}

using Messages = std::vector<std::string>;

/// A message with its place looked up in the text that it is about: "<cells: |3>" becomes the line and column of the 3,
/// so that a line more in the text changes no test. What stands between < and > must stand in the text once.
inline std::string placed(const std::string& text, const std::string& message) {
  const std::size_t open = message.find('<');
  const std::size_t mark = message.find('|', open);
  const std::size_t close = message.find(">:", mark);
  if (open == std::string::npos || close == std::string::npos) {
    return message;
  }
  const std::string before = message.substr(open + 1, mark - open - 1);
  const std::string phrase = before + message.substr(mark + 1, close - mark - 1);
  const std::size_t found = text.find(phrase);
  if (found == std::string::npos || text.find(phrase, found + 1) != std::string::npos) {
    return (found == std::string::npos ? "[not in the text] " : "[more than once in the text] ") + message;
  }
  const std::string_view upto = std::string_view(text).substr(0, found + before.size());
  const auto is_first_byte = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; };
  const auto line = 1 + std::ranges::count(upto, '\n');
  const auto column = 1 + std::ranges::count_if(upto.substr(upto.rfind('\n') + 1), is_first_byte);
  return message.substr(0, open) + std::to_string(line) + ":" + std::to_string(column) + message.substr(close + 1);
}

/// What is said of a text, to be held against messages with places as in placed().
struct Told : Messages {
  Told(Messages messages, std::string of) : Messages(std::move(messages)), text(std::move(of)) {}
  std::string text;

  friend bool operator==(const Told& told, const Messages& expected) {
    return std::ranges::equal(told, expected, [&](const std::string& is, const std::string& wanted) {
      return is == placed(told.text, wanted);
    });
  }
};

/// The same without "s.yaml:".
inline Told without_file(Messages messages, std::string text) {
  for (std::string& message : messages) {
    message.erase(0, message.starts_with("s.yaml:") ? 7 : 0);
  }
  return {std::move(messages), std::move(text)};
}

/// What `call` reports of the text; nothing where all is well.
template <class Call>
[[nodiscard]] Told errors_in(const std::string& text, const Call& call) {
  try {
    call();
    return {{}, text};
  } catch (const InputErrors& errors) {
    return without_file(errors.messages(), text);
  }
}

inline Told errors_of(const std::string& text, const Overrides& overrides = {}) {
  const Changes changes{overrides, {}, false, false, {"killed_total", "injured"}};
  return errors_in(text, [&] { static_cast<void>(read_study_text(text, "s.yaml", data_directory, changes)); });
}

}  // namespace convoyrisk::scenario
