#include "scenario/text/form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/nearest.hpp"
#include "base/stop.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

/// What should stand in the place of a node, lists by the example of what they might hold.
[[nodiscard]] std::string needed(Node::Kind kind, const Node& found) {
  constexpr std::size_t longest_example = 30;
  const bool shows = found.kind == Node::Kind::scalar && !found.text.empty() && found.text.size() <= longest_example;
  switch (kind) {
    case Node::Kind::scalar:
      return "a single value is needed here";
    case Node::Kind::list:
      return fmt::format("a list is needed here, such as [{}]", shows ? printable(found.text) : "a, b");
    default:
      return "a map of keys and values is needed here, such as {key: value}";
  }
}

/// A block below its key is where the key stands.
[[nodiscard]] Place place_of(const Node::Entry& entry) {
  const bool block = entry.value.kind == Node::Kind::list || entry.value.kind == Node::Kind::map;
  const bool below = entry.value.place.source == entry.place.source && entry.value.place.line > entry.place.line;
  return block && below ? entry.place : entry.value.place;
}

/// A scalar as JSON: a number or a flag where it can be one.
[[nodiscard]] Schema scalar_json(const Node& scalar) {
  const Schema parsed = scalar.quoted ? Schema() : Schema::parse(scalar.text, nullptr, false);
  return parsed.is_number() || parsed.is_boolean() ? parsed : Schema(scalar.text);
}

/// What a key that is left out holds, where that is a scalar or a list of some. A value that the reader refuses stands
/// for another one, which the meaning of the key tells.
[[nodiscard]] std::optional<Schema> default_of(const Value& value) {
  const std::optional<Node> node = value.write ? value.write() : std::nullopt;
  if (!node || node->kind == Node::Kind::map) {
    return std::nullopt;
  }
  Problems problems;
  problems.add_source("");
  value.read(Cursor(*node, problems));
  if (problems.has_errors()) {
    return std::nullopt;
  }
  if (node->kind == Node::Kind::scalar) {
    return scalar_json(*node);
  }
  Schema items = Schema::array();
  for (const Node& item : node->items) {
    items.push_back(scalar_json(item));
  }
  return items.empty() ? std::nullopt : std::optional(items);
}

}  // namespace

void NameList::add(const std::string& name) {
  places.try_emplace(name, names.size());
  names.push_back(name);
}

std::optional<std::size_t> NameList::find(const std::string& name) const {
  const auto found = places.find(name);
  return found == places.end() ? std::nullopt : std::optional(found->second);
}

Cursor Cursor::operator[](std::string_view key) const {
  if (node_ != nullptr) {
    for (const Node::Entry& entry : node_->entries) {
      if (entry.key == key) {
        return value_of(entry);
      }
    }
  }
  return {nullptr, place_, join(path_, key), *problems_, changed_below(key), whole_};
}

Cursor Cursor::value_of(const Node::Entry& entry) const {
  const Changed* const changed = changed_below(std::string_view(entry.key));
  const Node* const other = changed != nullptr ? changed->value() : nullptr;
  return {other != nullptr ? other : &entry.value,
          other != nullptr ? other->place : place_of(entry),
          join(path_, entry.key),
          *problems_,
          changed,
          whole_};
}

bool Cursor::clean(std::string_view key) const { return problems_->all_clean() || problems_->clean(join(path_, key)); }

Cursor Cursor::operator[](std::size_t index) const {
  const Changed* const changed = changed_below(index);
  if (node_ == nullptr || index >= node_->items.size()) {
    return {nullptr, place_, join(path_, index), *problems_, changed, whole_};
  }
  const Node* const other = changed != nullptr ? changed->value() : nullptr;
  const Node& item = other != nullptr ? *other : node_->items[index];
  const std::string name = item_name(item, path_);
  return {&item, item.place, name.empty() ? join(path_, index) : join(path_, name), *problems_, changed, whole_};
}

Cursor Cursor::key_of(const Node& key) const {
  return {&key, key.place, join(path_, key.text), *problems_, nullptr, whole_};
}

bool Cursor::is(Node::Kind kind) const {
  if (node_->kind == kind) {
    return true;
  }
  if (node_->kind == Node::Kind::broken) {
    taint();
  } else if (node_->kind == Node::Kind::null) {
    error("has no value");
  } else {
    error(needed(kind, *node_));
  }
  return false;
}

void ReadForm::required(std::string_view key, const Value& value, std::string_view meaning) {
  if (!read(key, value, meaning)) {
    missing_.emplace_back(key);
    cursor_[key].taint();
  }
}

void ReadForm::defaulted(std::string_view key, const Value& value, std::string_view meaning) {
  static_cast<void>(read(key, value, meaning));
}

bool ReadForm::read(std::string_view key, const Value& value, std::string_view meaning) {
  known_.push_back(key);
  if (as_before(key)) {
    return true;
  }
  const bool is_there = cursor_.has(key);
  if (is_there) {
    value.read_changed(cursor_[key].meaning(meaning));
  }
  return is_there;
}

bool ReadForm::left_out(std::string_view key) {
  const bool nothing_to_read = as_before(key) || !cursor_.has(key);
  if (nothing_to_read) {
    known_.push_back(key);
  }
  return nothing_to_read;
}

void ReadForm::checked_against(std::string_view key, std::string_view earlier) {
  if (!cursor_.unchanged(earlier)) {
    checked_again_.push_back(key);
  }
}

bool ReadForm::as_before(std::string_view key) const {
  return cursor_.unchanged(key) && std::ranges::find(checked_again_, key) == checked_again_.end();
}

bool ReadForm::readable(std::string_view key) const {
  const Cursor at = cursor_[key];
  std::set<std::string_view> seen;
  return at.readable() && (!at.exists() || std::ranges::all_of(at.node().entries, [&](const Node::Entry& entry) {
           return seen.insert(entry.key).second;
         }));
}

bool ReadForm::items_readable(std::string_view key, std::string_view item_key) const {
  const Cursor items = cursor_[key];
  for (std::size_t i = 0; items.exists() && i < items.node().items.size(); ++i) {
    if (!items[i][item_key].readable()) {
      return false;
    }
  }
  return true;
}

std::optional<std::vector<std::string>> ReadForm::names_ahead(std::string_view key) const {
  std::vector<std::string> names;
  const Cursor items = cursor_[key];
  for (std::size_t i = 0; items.exists() && i < items.node().items.size(); ++i) {
    const Node* const name = items.node().items[i].find("name");
    names.push_back(name != nullptr && name->kind == Node::Kind::scalar ? name->text : "");
  }
  return names;
}

void ReadForm::finish() const {
  heed_stop();
  std::vector<std::string> missing = missing_;
  for (const Node::Entry& entry : cursor_.node().entries) {
    if (cursor_.unchanged(entry.key) || std::ranges::find(known_, entry.key) != known_.end()) {
      continue;
    }
    const std::vector<std::string> known(known_.begin(), known_.end());
    std::vector<std::string> free;
    std::ranges::copy_if(known, std::back_inserter(free), [&](const std::string& key) { return !cursor_.has(key); });
    const std::string meant = nearest(entry.key, free);
    if (!meant.empty()) {
      std::erase(missing, meant);
      cursor_[meant].taint();
    }
    const Node key = Node::scalar(entry.key, entry.place);
    cursor_.key_of(key).error("unknown key" + (meant.empty() ? did_you_mean_or_known(entry.key, known)
                                                             : did_you_mean(entry.key, std::vector{meant})));
  }
  for (const std::string& key : missing) {
    const Cursor at = cursor_[key];
    at.error("is missing");
  }
}

void WriteForm::required(std::string_view key, const Value& value, std::string_view /*meaning*/) {
  heed_stop();
  if (std::optional<Node> node = value.write()) {
    map_.add(std::string(key), std::move(*node));
  }
}

SchemaForm::SchemaForm(Schema& schema, Names& names) : Form(names), schema_(&schema) {
  schema["type"] = "object";
  schema["properties"] = Schema::object();
  schema["additionalProperties"] = false;
}

void SchemaForm::required(std::string_view key, const Value& value, std::string_view meaning) {
  add(key, value, meaning);
  if (std::ranges::find(replaceable_, key) == replaceable_.end()) {
    (*schema_)["required"].push_back(key);
  }
}

void SchemaForm::defaulted(std::string_view key, const Value& value, std::string_view meaning) {
  Schema& property = add(key, value, meaning);
  if (const std::optional<Schema> standard = default_of(value)) {
    property["default"] = *standard;
  }
}

void SchemaForm::elsewhere(std::string_view key, const Value& value, std::string_view meaning,
                           const std::vector<std::string>& in_place_of) {
  add(key, value, meaning);
  if (in_place_of.empty()) {
    return;
  }
  replaceable_ = in_place_of;
  Schema& schema = *schema_;
  for (const std::string_view either : {key, std::string_view(in_place_of.front())}) {
    schema["oneOf"].push_back(Schema{{"required", Schema::array({either})}});
  }
  for (const std::string& one : in_place_of) {
    for (const std::string& other : in_place_of) {
      if (one != other) {
        schema["dependencies"][one].push_back(other);
      }
    }
  }
}

/// The meaning of the key comes first, then what its value says of itself.
Schema& SchemaForm::add(std::string_view key, const Value& value, std::string_view meaning) {
  Schema& property = (*schema_)["properties"][std::string(key)];
  property["description"] = "";
  value.schema(property);
  const auto notation = property["description"].get<std::string>();
  property["description"] = std::string(meaning) + (notation.empty() ? "" : ": " + notation);
  return property;
}

namespace {

/// The same without paths, which take long.
[[nodiscard]] bool repeats_keys(const Node& node) {
  std::unordered_set<std::string_view> seen;
  return std::ranges::any_of(node.entries,
                             [&seen](const Node::Entry& entry) {
                               return !seen.insert(entry.key).second || repeats_keys(entry.value);
                             }) ||
         std::ranges::any_of(node.items, repeats_keys);
}

}  // namespace

void check_repeated_keys(const Cursor& cursor) {
  const Node& node = cursor.node();
  if (!repeats_keys(node)) {
    return;
  }
  std::set<std::string_view> seen;
  for (const Node::Entry& entry : node.entries) {
    if (!seen.insert(entry.key).second) {
      const Node key = Node::scalar(entry.key, entry.place);
      cursor.key_of(key).error("the key stands here a second time");
      continue;
    }
    check_repeated_keys(cursor.value_of(entry));
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    check_repeated_keys(cursor[i]);
  }
}

}  // namespace convoyrisk::scenario
