#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "scenario/text/document.hpp"

namespace convoyrisk::scenario {

/// The scenario is wrong: every error found, in order of position. what() holds one a line.
class InputErrors : public InputError {
 public:
  explicit InputErrors(std::vector<std::string> messages);
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }

 private:
  std::vector<std::string> messages_;
};

/// Collects what is wrong in one reading, and remembers which paths are not to be relied upon, so that one mistake
/// gives one message.
class Problems {
 public:
  /// Names a text that is read, such as a file or a `--set`; gives the number that Place::source holds.
  std::size_t add_source(std::string name);

  void error(Place place, const std::string& path, const std::string& what);
  void warning(Place place, const std::string& path, const std::string& what);
  /// The path cannot be relied upon, though its error is reported elsewhere.
  void taint(const std::string& path);

  /// Whether every path can be relied upon.
  [[nodiscard]] bool all_clean() const { return tainted_.empty(); }
  /// False where an error lies at the path, above or below it.
  [[nodiscard]] bool clean(std::string_view path) const;
  /// False where an error lies at the path or above: none of what it holds has been read.
  [[nodiscard]] bool readable(std::string_view path) const;

  struct Problem {
    Place place;
    std::string path;
    std::string what;
    friend bool operator==(const Problem& a, const Problem& b) { return a.path == b.path && a.what == b.what; }
  };
  [[nodiscard]] const std::vector<Problem>& found() const { return errors_; }
  /// An empty collection that knows the same sources.
  [[nodiscard]] Problems fresh() const;

  [[nodiscard]] bool has_errors() const { return !errors_.empty(); }
  [[nodiscard]] std::vector<std::string> errors() const { return in_order(errors_); }
  /// Many that differ in their numbers and names alone are one with their count.
  [[nodiscard]] std::vector<std::string> warnings() const;

  /// `FILE:LINE:COLUMN: PATH: what`
  [[nodiscard]] std::string message(Place place, const std::string& path, const std::string& what) const;

 private:
  [[nodiscard]] std::vector<std::string> in_order(std::vector<Problem> problems) const;

  std::vector<std::string> sources_;
  std::vector<Problem> errors_;
  std::vector<Problem> warnings_;
  std::set<std::string, std::less<>> tainted_;
};

}  // namespace convoyrisk::scenario
