#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/units.hpp"

namespace convoyrisk::scenario {

/// The way to a value: keys and names of list items, or places in a list.
using Step = std::variant<std::string, std::size_t>;
using Path = std::vector<Step>;

/// Reads `policies."status quo".postures[0].for`; in quotes, \" and \\ stand for themselves. Throws Wrong.
[[nodiscard]] Path parse_path(std::string_view text);

/// `path` and a further step, quoted where it must be.
[[nodiscard]] std::string join(const std::string& path, std::string_view key);
[[nodiscard]] std::string join(const std::string& path, std::size_t index);
[[nodiscard]] std::string print_path(const Path& path);

/// Is `outer` the same path as `inner` or one that holds it?
[[nodiscard]] bool holds(std::string_view outer, std::string_view inner);

/// What names an item of the list at `path`: its `name`, for roads also "from - to"; "" without.
[[nodiscard]] std::string item_name(const Node& item, std::string_view path);

/// The path as it is printed when every item of a list that has a name goes by it, so that two ways of writing a path
/// give the same text. What does not stand in the tree is printed as it is written.
[[nodiscard]] std::string print_path(const Path& path, const Node& root);

/// A step of a path leads nowhere.
class Unresolved : public Wrong {
 public:
  Unresolved(const std::string& what, std::string path) : Wrong(what), path_(std::move(path)) {}
  /// The value from which no step leads on.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Puts `value` where `path` leads, adding the keys that do not stand there yet. Throws Unresolved.
void assign(Node& root, const Path& path, const Node& value);

}  // namespace convoyrisk::scenario
