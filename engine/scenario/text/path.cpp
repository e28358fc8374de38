#include "scenario/text/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/nearest.hpp"

namespace convoyrisk::scenario {
namespace {

class PathParser {
 public:
  explicit PathParser(std::string_view text) : text_(text) {}

  [[nodiscard]] Path parse() {
    Path path;
    path.emplace_back(take_name());
    while (at_ < text_.size()) {
      if (text_[at_] == '.') {
        ++at_;
        path.emplace_back(take_name());
      } else if (text_[at_] == '[') {
        path.emplace_back(take_index());
      } else {
        fail();
      }
    }
    return path;
  }

 private:
  [[noreturn]] void fail() const { throw Wrong(shown(text_) + " is not a path"); }

  [[nodiscard]] std::string take_name() {
    return at_ < text_.size() && text_[at_] == '"' ? take_quoted() : take_bare();
  }

  [[nodiscard]] std::string take_quoted() {
    std::string name;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return name;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
      }
      name += text_[at_];
    }
    fail();
  }

  [[nodiscard]] std::string take_bare() {
    const std::size_t end = std::min(text_.find_first_of(".[]\"", at_), text_.size());
    std::string name(text_.substr(at_, end - at_));
    at_ = end;
    if (name.empty()) {
      fail();
    }
    return name;
  }

  [[nodiscard]] std::size_t take_index() {
    std::size_t index = 0;
    const char* const first = text_.data() + at_ + 1;
    const char* const last = text_.data() + text_.size();
    const auto [end, failure] = std::from_chars(first, last, index);
    if (failure != std::errc() || end == last || *end != ']') {
      fail();
    }
    at_ = static_cast<std::size_t>(end - text_.data()) + 1;
    return index;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

[[nodiscard]] Node& item_of(Node& list, const Step& step, const std::string& path) {
  if (const auto* index = std::get_if<std::size_t>(&step)) {
    if (*index < list.items.size()) {
      return list.items[*index];
    }
    throw Unresolved(fmt::format("{} has no item [{}], it has {}", path, *index, list.items.size()), path);
  }
  const std::string& name = std::get<std::string>(step);
  std::vector<std::string> names;
  for (Node& item : list.items) {
    names.push_back(item_name(item, path));
    if (names.back() == name) {
      return item;
    }
  }
  throw Unresolved(fmt::format("{} has no item {}{}", path, shown(name), did_you_mean_or_known(name, names)), path);
}

[[nodiscard]] Node& entry_of(Node& map, const Step& step, const std::string& path, Place place) {
  const auto* key = std::get_if<std::string>(&step);
  if (key == nullptr) {
    throw Unresolved(path + " is not a list", path);
  }
  if (map.kind == Node::Kind::null) {
    map = Node::map(place);
  }
  if (map.kind != Node::Kind::map) {
    throw Unresolved(fmt::format("{} is a single value and holds no {}", path, shown(*key)), path);
  }
  if (Node* found = map.find(*key)) {
    return *found;
  }
  Node added;
  added.place = place;
  map.add(*key, std::move(added));
  return map.entries.back().value;
}

/// Where a step leads; nullptr where it leads nowhere.
[[nodiscard]] const Node* find_step(const Node& node, const Step& step, const std::string& path) {
  const auto* const name = std::get_if<std::string>(&step);
  if (node.kind != Node::Kind::list) {
    return name != nullptr ? node.find(*name) : nullptr;
  }
  const auto named = [&](const Node& item) { return item_name(item, path) == *name; };
  const auto item =
      name != nullptr
          ? std::ranges::find_if(node.items, named)
          : node.items.begin() + static_cast<std::ptrdiff_t>(std::min(std::get<std::size_t>(step), node.items.size()));
  return item != node.items.end() ? &*item : nullptr;
}

}  // namespace

Path parse_path(std::string_view text) { return PathParser(text).parse(); }

std::string join(const std::string& path, std::string_view key) {
  std::string joined;
  joined.reserve(path.size() + key.size() + 3);
  joined += path;
  if (!path.empty()) {
    joined += '.';
  }
  if (!key.empty() && key.find_first_of(". \t[]\"\\=") == std::string_view::npos) {
    return joined += key;
  }
  joined += '"';
  for (const char c : key) {
    if (c == '"' || c == '\\') {
      joined += '\\';
    }
    joined += c;
  }
  return joined += '"';
}

std::string join(const std::string& path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

std::string print_path(const Path& path) {
  std::string text;
  for (const Step& step : path) {
    text = std::visit([&](const auto& part) { return join(text, part); }, step);
  }
  return text;
}

bool holds(std::string_view outer, std::string_view inner) {
  return outer.empty() || (inner.starts_with(outer) &&
                           (inner.size() == outer.size() || inner[outer.size()] == '.' || inner[outer.size()] == '['));
}

std::string item_name(const Node& item, std::string_view path) {
  const auto text = [&](std::string_view key) {
    const Node* node = item.find(key);
    return node != nullptr && node->kind == Node::Kind::scalar ? node->text : std::string();
  };
  std::string name = text("name");
  if (name.empty() && path == "network.roads" && !text("from").empty() && !text("to").empty()) {
    name = text("from") + " - " + text("to");
  }
  return name;
}

std::string print_path(const Path& path, const Node& root) {
  const Node* node = &root;
  std::string way;
  for (const Step& step : path) {
    const Node* const next = node != nullptr ? find_step(*node, step, way) : nullptr;
    const std::string name = next != nullptr && node->kind == Node::Kind::list ? item_name(*next, way) : "";
    way = name.empty() ? std::visit([&](const auto& part) { return join(way, part); }, step) : join(way, name);
    node = next;
  }
  return way;
}

void assign(Node& root, const Path& path, const Node& value) {
  Node* node = &root;
  std::string way;
  for (const Step& step : path) {
    node = node->kind == Node::Kind::list ? &item_of(*node, step, way) : &entry_of(*node, step, way, value.place);
    way = std::visit([&](const auto& part) { return join(way, part); }, step);
  }
  *node = value;
}

}  // namespace convoyrisk::scenario
