#pragma once

#include <algorithm>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "scenario/text/changed.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/problems.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// The names of one kind of thing, to which other values refer. A list that could not be read whole is not complete:
/// what it seems to miss is then no error.
struct NameList {
  std::string what;
  std::vector<std::string> names;
  bool complete = true;
  std::unordered_map<std::string, std::size_t> places{};  ///< of each name the first, where add() has put them

  void add(const std::string& name);
  /// The place of the first of that name.
  [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const;
};

struct Names {
  NameList nodes{"node", {}, true};
  NameList zones{"zone", {}, true};
  NameList vehicles{"vehicle", {}, true};
  NameList rosters{"roster", {}, true};
  NameList convoys{"convoy", {}, true};
  NameList sites{"site", {}, true};
  NameList regimes{"regime", {}, true};
  NameList policies{"policy", {}, true};
  NameList outcomes{"outcome", {}, true};  ///< empty: any name is one
  spec::Start start;                       ///< from which dates are counted
};

/// A place in the tree being read: the node there, if any, its path, and where to report what is wrong with it.
class Cursor {
 public:
  /// `changed` tells what may differ from what was read before; without it all may.
  Cursor(const Node& root, Problems& problems, const Changed* changed = nullptr)
      : Cursor(&root, root.place, "", problems, changed, false) {}

  [[nodiscard]] Cursor operator[](std::string_view key) const;
  [[nodiscard]] Cursor operator[](std::size_t index) const;
  /// The value of an entry of the map that stands here.
  [[nodiscard]] Cursor value_of(const Node::Entry& entry) const;
  /// The key of an entry, as a value.
  [[nodiscard]] Cursor key_of(const Node& key) const;

  [[nodiscard]] bool exists() const { return node_ != nullptr; }
  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] bool has(std::string_view key) const { return node_ != nullptr && node_->find(key) != nullptr; }

  /// True where a node of this kind stands; else it is an error, reported here.
  [[nodiscard]] bool is(Node::Kind kind) const;
  [[nodiscard]] bool clean() const { return problems_->clean(path_); }
  /// The same of what stands at a key, which need not be looked up.
  [[nodiscard]] bool clean(std::string_view key) const;
  /// The same place, knowing what the key is for.
  [[nodiscard]] Cursor meaning(std::string_view what) && {
    meaning_ = what;
    return std::move(*this);
  }
  [[nodiscard]] std::string_view meaning() const { return meaning_; }
  [[nodiscard]] bool readable() const { return problems_->readable(path_); }
  /// Stands here what stood here when the variable was read before?
  [[nodiscard]] bool unchanged() const { return !whole_ && changed_ != nullptr && changed_->nothing(); }
  /// The same of what stands at a key, or is an item of the list here.
  [[nodiscard]] bool unchanged(std::string_view key) const {
    const Changed* const below = whole_ ? nullptr : changed_below(key);
    return below != nullptr && below->nothing();
  }
  [[nodiscard]] bool unchanged(std::size_t index) const {
    const Changed* const below = whole_ ? nullptr : changed_below(index);
    return below != nullptr && below->nothing();
  }
  /// Does the variable hold what stood here before, of which no more than parts have changed?
  [[nodiscard]] bool in_part() const { return !whole_ && changed_ != nullptr && !changed_->here(); }
  /// The same place, of which all is to be read.
  [[nodiscard]] Cursor whole() const {
    Cursor all = *this;
    all.whole_ = true;
    return all;
  }

  void error(const std::string& what) const { problems_->error(place_, path_, what); }
  void warning(const std::string& what) const { problems_->warning(place_, path_, what); }
  void taint() const { problems_->taint(path_); }
  [[nodiscard]] std::string message(const std::string& what) const { return problems_->message(place_, path_, what); }

 private:
  Cursor(const Node* node, Place place, std::string path, Problems& problems, const Changed* changed, bool whole)
      : node_(node), place_(place), path_(std::move(path)), problems_(&problems), changed_(changed), whole_(whole) {}

  template <class Key>
  [[nodiscard]] const Changed* changed_below(Key key) const {
    return changed_ == nullptr ? nullptr : changed_->below(key);
  }

  const Node* node_;
  Place place_;
  std::string path_;
  std::string_view meaning_;
  Problems* problems_;
  const Changed* changed_;
  bool whole_;
};

/// A JSON Schema, or a part of one.
using Schema = nlohmann::ordered_json;

/// What may stand at a key, bound to the variable that holds it: how it is read from a file, written to one, and told
/// in a schema.
struct Value {
  std::function<void(const Cursor&)> read;
  std::function<std::optional<Node>()> write;  ///< none: not written
  std::function<void(Schema&)> schema;         ///< adds to an empty schema what may stand here
  /// Whether `read` keeps to Cursor::in_part(), leaving as they are the parts that have not changed. What does not, or
  /// holds what follows from several parts, is read whole.
  bool by_parts = false;

  /// Reads what stands there, as far as it has changed.
  void read_changed(const Cursor& cursor) const { read(by_parts ? cursor : cursor.whole()); }
};

/// The same, read whole where any part has changed.
[[nodiscard]] inline Value read_whole(Value value) {
  value.by_parts = false;
  return value;
}

/// The keys of one block. The format is described once, by a function `describe(Form&, T&)` for each kind of block T
/// that names every key and says what it is for; a form that reads, one that writes and one that makes a schema turn it
/// into the reader, the writer and the schema.
class Form {
 public:
  explicit Form(Names& names) : names_(&names) {}
  virtual ~Form() = default;
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;

  virtual void required(std::string_view key, const Value& value, std::string_view meaning) = 0;
  /// A key that may be left out: the variable then keeps the value it has.
  virtual void defaulted(std::string_view key, const Value& value, std::string_view meaning) = 0;
  /// The same for a value that takes time to make: where nothing is to be read there, nobody makes it.
  template <class MakeValue>
  void when_given(std::string_view key, const MakeValue& make, std::string_view meaning) {
    if (!left_out(key)) {
      defaulted(key, make(), meaning);
    }
  }
  /// What is read at `key` is checked against what was read at `earlier`.
  virtual void checked_against(std::string_view /*key*/, std::string_view /*earlier*/) {}
  /// A key that stands here but is read by other means; `in_place_of` names the required keys whose place it takes.
  virtual void elsewhere(std::string_view key, const Value& value, std::string_view meaning,
                         const std::vector<std::string>& in_place_of) = 0;
  /// False where the list or map at `key` could not be read, or repeats a key.
  [[nodiscard]] virtual bool readable(std::string_view key) const = 0;
  /// False where an item of the list at `key` has an error in its `item_key`.
  [[nodiscard]] virtual bool items_readable(std::string_view key, std::string_view item_key) const = 0;

  /// The names of the items of the list at `key`, "" where one has none; nothing where no text is read.
  [[nodiscard]] virtual std::optional<std::vector<std::string>> names_ahead(std::string_view /*key*/) const {
    return std::nullopt;
  }

  [[nodiscard]] Names& names() const { return *names_; }

  /// The same before the list is read, for items that name each other.
  template <class List>
  void declare_ahead(NameList& list, std::string_view key, const List& things) {
    declare(list, key, things);
    if (const std::optional<std::vector<std::string>> ahead = names_ahead(key)) {
      list = {list.what, {}, readable(key)};
      for (const std::string& name : *ahead) {
        list.complete = list.complete && !name.empty() && !list.find(name);
        list.add(name);
      }
    }
  }

  /// Makes the names of the list at `key` known to what follows.
  template <class List>
  void declare(NameList& list, std::string_view key, const List& things) {
    list = {list.what, {}, readable(key)};
    for (const auto& thing : things) {
      list.complete = list.complete && !thing.name.empty() && !list.find(thing.name);
      list.add(thing.name);
    }
  }

 private:
  /// Whether nothing is to be read at a key.
  [[nodiscard]] virtual bool left_out(std::string_view /*key*/) { return false; }

  Names* names_;
};

/// Fills a block from a map. finish() reports the keys that are unknown or missing.
class ReadForm : public Form {
 public:
  ReadForm(const Cursor& cursor, Names& names) : Form(names), cursor_(cursor) {}

  void required(std::string_view key, const Value& value, std::string_view meaning) override;
  void defaulted(std::string_view key, const Value& value, std::string_view meaning) override;
  void elsewhere(std::string_view key, const Value& /*value*/, std::string_view /*meaning*/,
                 const std::vector<std::string>& /*in_place_of*/) override {
    known_.push_back(key);
  }
  void checked_against(std::string_view key, std::string_view earlier) override;
  [[nodiscard]] bool readable(std::string_view key) const override;
  [[nodiscard]] bool items_readable(std::string_view key, std::string_view item_key) const override;
  [[nodiscard]] std::optional<std::vector<std::string>> names_ahead(std::string_view key) const override;
  void finish() const;

 private:
  [[nodiscard]] bool left_out(std::string_view key) override;
  /// Reads what stands at a key, unless the variable holds it. False where nothing stands there.
  [[nodiscard]] bool read(std::string_view key, const Value& value, std::string_view meaning);
  /// Whether the variable holds already what stands there.
  [[nodiscard]] bool as_before(std::string_view key) const;

  Cursor cursor_;
  std::vector<std::string_view> known_;
  std::vector<std::string> missing_;
  std::vector<std::string_view> checked_again_;  ///< keys that are read though they have not changed
};

/// Writes a block as a map, with every key.
class WriteForm : public Form {
 public:
  explicit WriteForm(Names& names) : Form(names), map_(Node::map()) {}

  void required(std::string_view key, const Value& value, std::string_view meaning) override;
  void defaulted(std::string_view key, const Value& value, std::string_view meaning) override {
    required(key, value, meaning);
  }
  void elsewhere(std::string_view /*key*/, const Value& /*value*/, std::string_view /*meaning*/,
                 const std::vector<std::string>& /*in_place_of*/) override {}
  [[nodiscard]] bool readable(std::string_view /*key*/) const override { return true; }
  [[nodiscard]] bool items_readable(std::string_view /*key*/, std::string_view /*item_key*/) const override {
    return true;
  }
  [[nodiscard]] Node take() { return std::move(map_); }

 private:
  Node map_;
};

/// Makes the schema of a block: its keys, each with what it is for, what may stand there, and its default.
class SchemaForm : public Form {
 public:
  SchemaForm(Schema& schema, Names& names);

  void required(std::string_view key, const Value& value, std::string_view meaning) override;
  void defaulted(std::string_view key, const Value& value, std::string_view meaning) override;
  void elsewhere(std::string_view key, const Value& value, std::string_view meaning,
                 const std::vector<std::string>& in_place_of) override;
  [[nodiscard]] bool readable(std::string_view /*key*/) const override { return true; }
  [[nodiscard]] bool items_readable(std::string_view /*key*/, std::string_view /*item_key*/) const override {
    return true;
  }

 private:
  Schema& add(std::string_view key, const Value& value, std::string_view meaning);

  Schema* schema_;
  std::vector<std::string> replaceable_;  ///< required keys in whose place another may stand
};

/// Reports keys that stand twice in a map, anywhere below.
void check_repeated_keys(const Cursor& cursor);

}  // namespace convoyrisk::scenario
