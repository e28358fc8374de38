#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "scenario/reader.hpp"
#include "scenario/text_file.hpp"
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

/// What reading reports, without "s.yaml:"; empty where the scenario is valid.
inline std::vector<std::string> errors_of(const std::string& text, const Overrides& overrides = {}) {
  try {
    static_cast<void>(read(text, overrides));
    return {};
  } catch (const InputErrors& errors) {
    std::vector<std::string> messages = errors.messages();
    for (std::string& message : messages) {
      message.erase(0, message.starts_with("s.yaml:") ? 7 : 0);
    }
    return messages;
  }
}

using Messages = std::vector<std::string>;

}  // namespace convoyrisk::scenario
