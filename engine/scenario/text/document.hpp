#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace convoyrisk::scenario {

/// Where a node was written. `source` counts the texts of one reading (Problems::add_source); a line of 0 means that
/// the source has no lines. Lines and columns count from 1, columns in characters.
struct Place {
  std::size_t source = 0;
  int line = 0;
  int column = 0;
};

/// A YAML value as text: scalars are not interpreted, maps keep the order of the file and repeated keys.
struct Node {
  enum class Kind {
    null,    ///< nothing stands there
    scalar,  ///< `text`
    list,    ///< `items`
    map,     ///< `entries`
    broken,  ///< an error has been reported, readers say nothing more
  };
  struct Entry;

  Kind kind = Kind::null;
  std::string text;
  bool quoted = false;  ///< to be written in quotes
  std::vector<Node> items;
  std::vector<Entry> entries;
  Place place;

  static Node scalar(std::string text, Place place = {});
  static Node list(Place place = {});
  static Node map(Place place = {});
  static Node broken(Place place = {});

  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
  void add(std::string key, Node value);
};

struct Node::Entry {
  std::string key;
  Place place;
  Node value;
};

/// A text is not YAML.
class SyntaxError : public std::runtime_error {
 public:
  SyntaxError(const std::string& what, Place place) : std::runtime_error(what), place_(place) {}
  [[nodiscard]] Place place() const { return place_; }

 private:
  Place place_;
};

/// The one document of a YAML 1.2 text; nodes get `source` as theirs. Anchors and aliases are expanded. Throws
/// SyntaxError.
[[nodiscard]] Node parse_yaml(const std::string& text, std::size_t source);

/// The same with every node placed at `source` as a whole, for texts that have no lines of their own.
[[nodiscard]] Node parse_yaml_value(const std::string& text, std::size_t source);

/// YAML text that parse_yaml reads back: maps in block style, collections of scalars alone in flow style.
[[nodiscard]] std::string print_yaml(const Node& node);

/// The same on one line.
[[nodiscard]] std::string print_yaml_line(const Node& node);

/// JSON text: every scalar as a text, nothing as null.
[[nodiscard]] std::string print_json(const Node& node);

/// Marks to be written in quotes what YAML readers could take for something else than it is here; a number stays bare.
void quote_texts(Node& node);

/// True where YAML readers could take the bare text for something else than a text.
[[nodiscard]] bool needs_quotes(std::string_view text);

}  // namespace convoyrisk::scenario
