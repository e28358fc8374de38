#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/text/values.hpp"
#include "spec/scope.hpp"

namespace convoyrisk::scenario {

/// The keys `from` and `until`.
void describe(Form& form, spec::Window& window);
/// These, `convoys`, `days` and `hours`.
void describe(Form& form, spec::TripScope& scope);

template <class Measure>
void describe(Form& form, spec::OnTrips<Measure>& entry) {
  describe(form, entry.measure);
  describe(form, entry.scope);
}

template <class Measure>
void describe(Form& form, spec::InForce<Measure>& entry) {
  describe(form, entry.measure);
  describe(form, entry.window);
}

/// A measure whose entry has another key than its own, by which the long form is told from the short one.
struct LongForm {
  std::string_view measure;
  std::string_view key;
};
inline constexpr std::array<LongForm, 3> long_forms{
    {{"vehicles", "replace"}, {"guards", "add"}, {"consolidate", "trips"}}};

/// Is it the long form that stands here?
[[nodiscard]] bool is_long(const Node& node, std::string_view key);
/// Reports keys of a scope beside the short form.
void check_no_scope(const Cursor& cursor, std::string_view key);

/// Adds to what may stand at a key.
void add_choices(Schema& schema, const std::vector<Value>& choices);

template <class Measure>
[[nodiscard]] bool is_scoped(const spec::OnTrips<Measure>& entry) {
  return entry.scope != spec::TripScope{};
}
template <class Measure>
[[nodiscard]] bool is_scoped(const spec::InForce<Measure>& entry) {
  return entry.window != spec::Window{};
}

/// A measure: one entry as a map, or a list of entries. One entry is written as a map.
template <class Entry>
[[nodiscard]] Value measure(std::vector<Entry>& target, Names& names) {
  const auto entry = [&names](Entry& item) { return block(item, names); };
  const Value many = list(target, entry);
  return {[&target, entry, many](const Cursor& cursor) {
            if (cursor.node().kind == Node::Kind::list) {
              many.read(cursor);
            } else if (cursor.in_part() && target.size() == 1) {
              entry(target.front()).read(cursor);
            } else {
              target.assign(1, Entry{});
              entry(target.front()).read(cursor.whole());
            }
          },
          [&target, entry, many]() -> std::optional<Node> {
            return target.empty() ? std::nullopt : target.size() == 1 ? entry(target.front()).write() : many.write();
          },
          [entry, many](Schema& schema) {
            Entry one{};
            add_choices(schema, {entry(one), many});
          },
          true};
}

/// The same, where the only entry may stand in a short form that has no scope.
template <class Entry, class Short>
[[nodiscard]] Value measure(std::vector<Entry>& target, Names& names, std::string_view key, Short short_form) {
  const Value full = measure(target, names);
  return {[&target, full, key, short_form](const Cursor& cursor) {
            if (cursor.node().kind == Node::Kind::list || is_long(cursor.node(), key)) {
              full.read(cursor);
              return;
            }
            check_no_scope(cursor, key);
            target.assign(1, Entry{});
            if (cursor.clean()) {
              short_form(target.front().measure).read(cursor.whole());
            }
          },
          [&target, full, short_form]() -> std::optional<Node> {
            return target.size() == 1 && !is_scoped(target.front()) ? short_form(target.front().measure).write()
                                                                    : full.write();
          },
          [full, short_form](Schema& schema) {
            Entry entry{};
            full.schema(schema);
            add_choices(schema, {short_form(entry.measure)});
          },
          true};
}

}  // namespace convoyrisk::scenario
