#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

#include "base/printable.hpp"
#include "base/stop.hpp"
#include "base/utf8.hpp"
#include "scenario/text/document.hpp"

namespace convoyrisk::scenario {
namespace {

/// What aliases may add to a document, and what may be kept for aliases to come, against texts that grow without bound:
/// about 200 bytes of memory each.
constexpr std::size_t greatest_alias_size = 300'000;

[[nodiscard]] bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// What a YAML text must not hold (YAML 1.2.2, rule 1: c-printable), of characters that are not encoded in more than
/// two bytes.
[[nodiscard]] bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) {
    return (first < 0x20U && first != '\t' && first != '\n' && first != '\r') || first == 0x7FU;
  }
  const auto second = static_cast<unsigned char>(character[1]);
  return character.size() == 2 && first == 0xC2U && second < 0xA0U && second != 0x85U;
}

/// yaml-cpp takes the control character 0x04 for the end of the file, and mends broken UTF-8 in silence.
void check_characters(std::string_view text, std::size_t source) {
  Place place{source, 1, 1};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) {
      throw SyntaxError(told_of_not_utf8(text), place);
    }
    if (is_control(text.substr(at, length))) {
      throw SyntaxError("a control character stands in the text", place);
    }
    place.column = text[at] == '\n' ? 1 : place.column + 1;
    place.line += text[at] == '\n' ? 1 : 0;
    at += length;
  }
}

/// The lines of a text, to turn yaml-cpp's positions, which count bytes, into places.
class Lines {
 public:
  Lines(const std::string& text, std::size_t source) : source_(source) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      lines_.push_back(line);
    }
  }

  /// Where a tab first stands in the indentation of a line, down to the line of the mark; YAML knows blanks alone
  /// there.
  [[nodiscard]] std::optional<Place> tab_in_indentation(const YAML::Mark& mark) const {
    for (std::size_t row = 0; row < lines_.size() && row <= static_cast<std::size_t>(mark.line); ++row) {
      const std::string& line = lines_[row];
      const std::size_t content = line.find_first_not_of(" \t\r");
      const std::size_t tab = line.find('\t');
      if (content != std::string::npos && line[content] != '#' && tab < content) {
        return Place{source_, static_cast<int>(row) + 1, static_cast<int>(tab) + 1};
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] Place place(const YAML::Mark& mark) const {
    const std::string_view before = std::string_view(line(mark)).substr(0, byte(mark));
    const auto continuing = std::ranges::count_if(before, continues_character);
    return {source_, mark.line + 1, mark.column + 1 - static_cast<int>(continuing)};
  }

  /// What stands from the mark to the end of its line.
  [[nodiscard]] std::string_view rest(const YAML::Mark& mark) const {
    return std::string_view(line(mark)).substr(byte(mark));
  }

 private:
  [[nodiscard]] const std::string& line(const YAML::Mark& mark) const {
    static const std::string none;
    const auto row = static_cast<std::size_t>(mark.line);
    return row < lines_.size() ? lines_[row] : none;
  }
  [[nodiscard]] std::size_t byte(const YAML::Mark& mark) const {
    return std::min(static_cast<std::size_t>(mark.column), line(mark).size());
  }

  std::size_t source_;
  std::vector<std::string> lines_;
};

/// Memory of a tree, in about 200 bytes.
[[nodiscard]] std::size_t size_of(const Node& node) {
  std::size_t size = 1 + node.text.size() / 200;
  for (const Node& item : node.items) {
    size += size_of(item);
  }
  for (const Node::Entry& entry : node.entries) {
    size += entry.key.size() / 200 + size_of(entry.value);
  }
  return size;
}

/// Builds the tree from the events of yaml-cpp, whose own tree holds no places of aliases and loses the text of nulls.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const Lines& lines) : lines_(lines) {}

  [[nodiscard]] Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      throw SyntaxError("a second document starts here, a scenario is one document", place(mark));
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::string text = text_of_null(mark);
    Node node;
    if (!text.empty()) {
      node = Node::scalar(text);
    }
    node.place = place(mark);
    finish(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw SyntaxError("an alias stands within its own anchor", place(mark));
    }
    add_to(expanded_, found->second.size, place(mark));
    put(found->second.node);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                const std::string& value) override {
    finish(Node::scalar(value, place(mark)), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open_.push_back({Node::list(place(mark)), anchor, std::nullopt});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open_.push_back({Node::map(place(mark)), anchor, std::nullopt});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor;
    std::optional<Node> key;  ///< of the entry whose value comes next
  };
  struct Anchored {
    Node node;
    std::size_t size = 0;
  };

  [[nodiscard]] Place place(const YAML::Mark& mark) const { return lines_.place(mark); }

  /// `null` and `~` are texts like any other here, but their event does not tell which of them stood there.
  [[nodiscard]] std::string text_of_null(const YAML::Mark& mark) const {
    for (const std::string_view form : {"~", "null", "Null", "NULL"}) {
      if (lines_.rest(mark).starts_with(form)) {
        return std::string(form);
      }
    }
    return {};
  }

  static void add_to(std::size_t& sum, std::size_t size, Place place) {
    sum += size;
    if (sum > greatest_alias_size) {
      throw SyntaxError("anchors and aliases make the document too large", place);
    }
  }

  void close() {
    Open open = std::move(open_.back());
    open_.pop_back();
    finish(std::move(open.node), open.anchor);
  }

  void finish(Node node, YAML::anchor_t anchor) {
    heed_stop();
    if (anchor != 0) {
      const std::size_t size = size_of(node);
      add_to(kept_, size, node.place);
      anchors_[anchor] = {node, size};
    }
    put(std::move(node));
  }

  void put(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (node.kind == Node::Kind::list || node.kind == Node::Kind::map) {
        throw SyntaxError("a key must be a single value", node.place);
      }
      parent.key = std::move(node);
    } else {
      parent.node.entries.push_back({parent.key->text, parent.key->place, std::move(node)});
      parent.key.reset();
    }
  }

  const Lines& lines_;
  Node root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t expanded_ = 0;
  std::size_t kept_ = 0;
  int documents_ = 0;
};

void place_all(Node& node, Place place) {
  node.place = place;
  for (Node& item : node.items) {
    place_all(item, place);
  }
  for (Node::Entry& entry : node.entries) {
    entry.place = place;
    place_all(entry.value, place);
  }
}

}  // namespace

Node parse_yaml(const std::string& text, std::size_t source) {
  check_characters(text, source);
  const Lines lines(text, source);
  TreeBuilder builder(lines);
  std::istringstream in(text);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::DeepRecursion& error) {
    throw SyntaxError("the values are nested too deeply", lines.place(error.mark));
  } catch (const YAML::Exception& error) {
    if (const std::optional<Place> tab = lines.tab_in_indentation(error.mark)) {
      throw SyntaxError("a tab stands in the indentation, which YAML makes of blanks", *tab);
    }
    throw SyntaxError("not YAML: " + error.msg, lines.place(error.mark));
  }
  return builder.take();
}

Node parse_yaml_value(const std::string& text, std::size_t source) {
  Node node = parse_yaml(text, source);
  place_all(node, {source, 0, 0});
  return node;
}

}  // namespace convoyrisk::scenario
