#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "scenario/text/form.hpp"
#include "scenario/text/units.hpp"
#include "spec/convoy.hpp"
#include "spec/duration.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// The values a number may take.
enum class Range { any, positive, non_negative, zero_to_one };

using MakeSchema = std::function<void(Schema&)>;

/// Reads a scalar: `parse` sets the variable or throws Wrong.
void read_scalar(const Cursor& cursor, const std::function<void(const std::string&)>& parse);
/// A scalar of this text; `quoted` where YAML readers might take it for something else.
[[nodiscard]] Node written_scalar(std::string text, bool quoted);

/// A scalar: `parse` sets the variable or throws Wrong, `print` gives its text. They are kept as they are, since most
/// values are made for nothing: small ones take no memory of their own.
template <class Parse, class Print>
[[nodiscard]] Value scalar(Parse parse, Print print, MakeSchema schema, bool quoted = false) {
  Value value{[parse](const Cursor& cursor) { read_scalar(cursor, parse); },
              [print]() -> std::optional<Node> { return written_scalar(print(), false); }, std::move(schema)};
  if (quoted) {
    value.write = [print]() -> std::optional<Node> { return written_scalar(print(), true); };
  }
  return value;
}

/// Parts of schemas. One of a few words:
[[nodiscard]] MakeSchema one_of(std::vector<std::string> words);
/// A text that matches a pattern; `meaning` says what it is.
[[nodiscard]] MakeSchema pattern(std::string expression, std::string meaning);
/// A name of something, which YAML may take for a number or a flag.
[[nodiscard]] MakeSchema name_of(std::string what);
/// A list of so many items, and a map.
void list_schema(Schema& schema, const MakeSchema& item, std::size_t least,
                 std::size_t most = std::numeric_limits<std::size_t>::max());
void set_schema(Schema& schema);
void map_schema(Schema& schema, const MakeSchema& key, const MakeSchema& value, std::size_t least);
void bounds(Schema& schema, double least, double greatest);
void exclusive_bounds(Schema& schema, double least, double greatest);

[[nodiscard]] Value quantity(double& target, Dimension dimension, Range range);
[[nodiscard]] inline Value number(double& target, Range range) { return quantity(target, Dimension::number, range); }
[[nodiscard]] inline Value rate(double& per_hour) {
  return quantity(per_hour, Dimension::rate_per_hour, Range::non_negative);
}

[[nodiscard]] inline Value hours(double& target, Range range = Range::non_negative) {
  return quantity(target, Dimension::hours, range);
}
/// A probability, share or other fraction, bare or in %.
[[nodiscard]] inline Value share(double& target, Range range = Range::zero_to_one) {
  return quantity(target, Dimension::share, range);
}
[[nodiscard]] Value count(int& target, int least = 0);
[[nodiscard]] Value count(std::int64_t& target, std::int64_t least,
                          std::int64_t greatest = std::numeric_limits<std::int64_t>::max());
[[nodiscard]] Value count(std::uint64_t& target);
[[nodiscard]] Value flag(bool& target);
/// A name or a title: not empty, on one line.
[[nodiscard]] Value text(std::string& target);
/// Any text; not written where it is empty.
[[nodiscard]] Value free_text(std::string& target);
/// A name of `rosters`, or a count of people.
[[nodiscard]] Value riders(spec::Riders& target, const NameList& rosters);
[[nodiscard]] Value date(spec::Start& target);
/// Hours after t = 0, as a time or a date; not written where they are infinite.
[[nodiscard]] Value moment(double& target_h, const spec::Start& start);
[[nodiscard]] Value time_of_day(int& seconds);
/// Two different times of day.
[[nodiscard]] Value hours_of_day(spec::HoursOfDay& target);
/// Some days of the week, at least one.
[[nodiscard]] Value days_of_week(std::array<bool, 7>& target);
[[nodiscard]] Value weekday(int& day);
[[nodiscard]] Value distribution(spec::Duration& target);
/// A distribution that must be exponential; kept as its mean.
[[nodiscard]] Value exponential(double& mean_h);
[[nodiscard]] Value timetable(spec::Timetable& target, Names& names);

/// The place of a name in its list; none where an error has been reported, or where the list itself is broken.
[[nodiscard]] std::optional<std::size_t> look_up(const std::string& name, const NameList& list);

/// The name of something that the scenario holds.
template <class Kind>
[[nodiscard]] Value reference(Id<Kind>& target, const NameList& list) {
  return scalar(
      [&target, &list](const std::string& name) {
        if (const auto found = look_up(name, list)) {
          target = Id<Kind>(*found);
        }
      },
      [&target, &list] { return list.names.at(target.index()); },
      [&list](Schema& schema) { name_of(list.what)(schema); }, true);
}

/// A value that may be absent.
template <class T, class Inner>
[[nodiscard]] Value maybe(std::optional<T>& target, Inner inner) {
  return {[&target, inner](const Cursor& cursor) {
            const bool keep = target.has_value() && cursor.in_part();
            inner(keep ? *target : target.emplace()).read_changed(cursor);
          },
          [&target, inner]() -> std::optional<Node> { return target ? inner(*target).write() : std::nullopt; },
          [inner](Schema& schema) {
            T value{};
            inner(value).schema(schema);
          },
          true};
}

/// A map with the keys that `describe_keys(form)` names.
template <class Describe>
[[nodiscard]] Value keys(Names& names, Describe describe_keys) {
  return {[&names, describe_keys](const Cursor& cursor) {
            if (cursor.is(Node::Kind::map)) {
              ReadForm form(cursor, names);
              describe_keys(form);
              form.finish();
            }
          },
          [&names, describe_keys]() -> std::optional<Node> {
            WriteForm form(names);
            describe_keys(form);
            return form.take();
          },
          [&names, describe_keys](Schema& schema) {
            SchemaForm form(schema, names);
            describe_keys(form);
          }};
}

/// A block of the format: a map with the keys that `describe(Form&, T&)` names.
template <class T>
[[nodiscard]] Value block(T& target, Names& names) {
  Value value = keys(names, [&target](Form& form) { describe(form, target); });
  value.by_parts = true;
  return value;
}

template <class T>
[[nodiscard]] Value maybe_block(std::optional<T>& target, Names& names) {
  return maybe(target, [&names](T& inner) { return block(inner, names); });
}

/// A map with a single key.
[[nodiscard]] Value only(std::string key, Value value, std::string meaning, Names& names);

/// A list; `inner` gives the value of an item. At least `least` items.
template <class T, class Inner>
[[nodiscard]] Value list(std::vector<T>& target, Inner inner, std::size_t least = 0) {
  return {[&target, inner, least](const Cursor& cursor) {
            if (!cursor.is(Node::Kind::list)) {
              return;
            }
            const bool read_before = cursor.in_part() && target.size() == cursor.node().items.size();
            target.resize(cursor.node().items.size());
            for (std::size_t i = 0; i < target.size(); ++i) {
              if (read_before && cursor.unchanged(i)) {
                continue;
              }
              const Cursor at = cursor[i];
              const Value value = inner(target[i]);
              if (!(read_before && at.in_part() && value.by_parts)) {
                target[i] = T{};
                value.read(at.whole());
              } else {
                value.read(at);
              }
            }
            if (target.size() < least) {
              cursor.error("must not be empty");
            }
          },
          [&target, inner]() -> std::optional<Node> {
            Node node = Node::list();
            for (T& item : target) {
              node.items.push_back(*inner(item).write());
            }
            return node;
          },
          [inner, least](Schema& schema) {
            T item{};
            list_schema(schema, inner(item).schema, least);
          },
          true};
}

/// Reports the items of a list whose names repeat an earlier one; an empty name is none.
void check_repeated_names(const Cursor& cursor, const std::vector<std::string>& names);

/// Do two items of a list say the same? References that are not known are told apart by their texts.
template <class T>
[[nodiscard]] bool same_item(const T& a, const T& b, const Node& text_a, const Node& text_b) {
  if constexpr (requires { a.valid(); }) {
    return a.valid() ? a == b : text_a.text == text_b.text;
  } else {
    return a == b;
  }
}

/// A list of scalars none of which stands twice.
template <class T, class Inner>
[[nodiscard]] Value set_of(std::vector<T>& target, Inner inner, std::size_t least = 0) {
  const Value value = list(target, inner, least);
  return {[&target, value](const Cursor& cursor) {
            value.read(cursor);
            const std::vector<Node>& items = cursor.node().items;
            for (std::size_t i = 0; i < items.size(); ++i) {
              for (std::size_t j = 0; j < i && cursor[i].clean(); ++j) {
                if (cursor[j].clean() && same_item(target[i], target[j], items[i], items[j])) {
                  cursor[i].error("stands twice in the list");
                }
              }
            }
          },
          value.write,
          [value](Schema& schema) {
            value.schema(schema);
            set_schema(schema);
          }};
}

/// References to different things of one list, at least one.
template <class Kind>
[[nodiscard]] Value references(std::vector<Id<Kind>>& target, const NameList& names) {
  return set_of(
      target, [&names](Id<Kind>& id) { return reference(id, names); }, 1);
}

/// A list of blocks with different names.
template <class T>
[[nodiscard]] Value named_list(std::vector<T>& target, Names& names, std::size_t least = 0) {
  const Value value = list(
      target, [&names](T& item) { return block(item, names); }, least);
  return {[&target, value](const Cursor& cursor) {
            value.read(cursor);
            std::vector<std::string> texts;
            for (const T& item : target) {
              texts.push_back(item.name);
            }
            check_repeated_names(cursor, texts);
          },
          value.write, value.schema, true};
}

/// A map whose keys are values too.
template <class T, class KeyOf, class ValueOf>
[[nodiscard]] Value entries(std::vector<T>& target, KeyOf key_of, ValueOf value_of, std::size_t least = 0) {
  return {[&target, key_of, value_of, least](const Cursor& cursor) {
            if (!cursor.is(Node::Kind::map)) {
              return;
            }
            const std::vector<Node::Entry>& entries = cursor.node().entries;
            if (cursor.in_part() && target.size() == entries.size()) {
              for (std::size_t i = 0; i < entries.size(); ++i) {
                if (!cursor.unchanged(entries[i].key)) {
                  value_of(target[i]).read_changed(cursor.value_of(entries[i]));
                }
              }
              return;
            }
            target.clear();
            std::unordered_set<std::string_view> seen;
            for (const Node::Entry& entry : entries) {
              if (!seen.insert(entry.key).second) {
                continue;  // a repeated key, reported by check_repeated_keys
              }
              T& item = target.emplace_back();
              const Node key = Node::scalar(entry.key, entry.place);
              key_of(item).read(cursor.key_of(key));
              value_of(item).read(cursor.value_of(entry).whole());
            }
            if (target.size() < least) {
              cursor.error("must not be empty");
            }
          },
          [&target, key_of, value_of]() -> std::optional<Node> {
            Node node = Node::map();
            for (T& item : target) {
              node.add(key_of(item).write()->text, *value_of(item).write());
            }
            return node;
          },
          [key_of, value_of, least](Schema& schema) {
            T item{};
            map_schema(schema, key_of(item).schema, value_of(item).schema, least);
          },
          true};
}

/// A map from names to blocks that hold their name.
template <class T>
[[nodiscard]] Value named_map(std::vector<T>& target, Names& names) {
  return entries(
      target, [](T& item) { return text(item.name); }, [&names](T& item) { return block(item, names); });
}

/// A map from some names of a list to numbers, kept for every name; 0 where a name is left out.
template <class Inner>
[[nodiscard]] Value numbers_by_name(std::vector<double>& target, const NameList& list, Inner inner) {
  return {[&target, &list, inner](const Cursor& cursor) {
            if (!cursor.is(Node::Kind::map)) {
              return;
            }
            for (const Node::Entry& entry : cursor.node().entries) {
              const Node key = Node::scalar(entry.key, entry.place);
              Id<struct AnyKind> id;
              reference(id, list).read(cursor.key_of(key));
              double unused = 0;
              inner(id.valid() ? target.at(id.index()) : unused).read(cursor[entry.key]);
            }
          },
          [&target, &list, inner]() -> std::optional<Node> {
            Node node = Node::map();
            for (std::size_t i = 0; i < target.size(); ++i) {
              node.add(list.names.at(i), *inner(target[i]).write());
            }
            return node;
          },
          [&list, inner](Schema& schema) {
            double number = 0;
            map_schema(schema, name_of(list.what), inner(number).schema, 0);
          }};
}

}  // namespace convoyrisk::scenario
