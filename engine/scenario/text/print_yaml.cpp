#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "base/stop.hpp"
#include "scenario/text/document.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] bool is_scalar(const Node& node) {
  return node.kind == Node::Kind::scalar || node.kind == Node::Kind::null;
}

[[nodiscard]] std::string quote(const std::string& text) { return nlohmann::json(text).dump(); }

[[nodiscard]] std::string print_key(const std::string& key) { return needs_quotes(key) ? quote(key) : key; }

[[nodiscard]] std::string print_scalar(const Node& node) { return node.quoted ? quote(node.text) : node.text; }

/// A number, with a unit or without, that is the same text bare as in quotes.
[[nodiscard]] bool is_number(const std::string& text) {
  static const std::regex number(
      R"([-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?( ?[%/a-zA-Z0-9 ]*[%/a-zA-Z0-9])?)");
  return std::regex_match(text, number);
}

/// Collections of scalars, and empty ones, stand on one line.
[[nodiscard]] bool is_flat(const Node& node) {
  return std::ranges::all_of(node.items, is_scalar) &&
         std::ranges::all_of(node.entries, [](const Node::Entry& entry) { return is_scalar(entry.value); });
}

[[nodiscard]] std::string print_flat(const Node& node) {
  if (is_scalar(node)) {
    return print_scalar(node);
  }
  std::string text;
  const auto separate = [&] { text += text.empty() ? "" : ", "; };
  for (const Node& item : node.items) {
    separate();
    text += print_flat(item);
  }
  for (const Node::Entry& entry : node.entries) {
    separate();
    text += print_key(entry.key) + ": " + print_flat(entry.value);
  }
  return node.kind == Node::Kind::list ? "[" + text + "]" : "{" + text + "}";
}

void print_block(const Node& node, std::size_t indent, std::string& out);

/// A value after `key:` or `-`: on the same line where it is flat, else as a block below.
void print_value(const Node& value, std::size_t indent, std::string& out) {
  if (is_flat(value)) {
    out += " " + print_flat(value) + "\n";
  } else {
    out += "\n";
    print_block(value, indent, out);
  }
}

void print_block(const Node& node, std::size_t indent, std::string& out) {
  heed_stop();
  const std::string margin(indent, ' ');
  for (const Node::Entry& entry : node.entries) {
    out += margin + print_key(entry.key) + ":";
    print_value(entry.value, indent + 2, out);
  }
  for (const Node& item : node.items) {
    if (is_flat(item)) {
      out += margin + "- " + print_flat(item) + "\n";
    } else {
      std::string block;
      print_block(item, indent + 2, block);
      block.replace(indent, 1, "-");
      out += block;
    }
  }
}

[[nodiscard]] nlohmann::ordered_json tree_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::scalar:
      return node.text;
    case Node::Kind::list: {
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      std::ranges::transform(node.items, std::back_inserter(list), tree_json);
      return list;
    }
    case Node::Kind::map: {
      nlohmann::ordered_json map = nlohmann::ordered_json::object();
      for (const Node::Entry& entry : node.entries) {
        map[entry.key] = tree_json(entry.value);
      }
      return map;
    }
    case Node::Kind::null:
    case Node::Kind::broken:
      break;
  }
  return nullptr;
}

}  // namespace

bool needs_quotes(std::string_view text) {
  static constexpr std::array<std::string_view, 10> reserved{"true", "false", "yes", "no", "on",
                                                             "off",  "null",  "y",   "n",  "inf"};
  static constexpr std::string_view safe = " _-./%+";
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  if (text.empty() || std::isalpha(byte(text.front())) == 0 || text.back() == ' ') {
    return true;
  }
  if (!std::ranges::all_of(text, [&](char c) {
        return byte(c) >= 0x80U || std::isalnum(byte(c)) != 0 || safe.find(c) != std::string_view::npos;
      })) {
    return true;
  }
  std::string lower;
  std::ranges::transform(text, std::back_inserter(lower),
                         [&](char c) { return static_cast<char>(std::tolower(byte(c))); });
  return std::ranges::find(reserved, lower) != reserved.end();
}

void quote_texts(Node& node) {
  node.quoted = node.kind == Node::Kind::scalar && !is_number(node.text) && needs_quotes(node.text);
  for (Node& item : node.items) {
    quote_texts(item);
  }
  for (Node::Entry& entry : node.entries) {
    quote_texts(entry.value);
  }
}

std::string print_yaml_line(const Node& node) { return print_flat(node); }

std::string print_json(const Node& node) { return tree_json(node).dump(); }

std::string print_yaml(const Node& node) {
  std::string out;
  if (is_flat(node)) {
    out = print_flat(node) + "\n";
  } else {
    print_block(node, 0, out);
  }
  return out;
}

}  // namespace convoyrisk::scenario
