#include "scenario/format/measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace convoyrisk::scenario {
namespace {

constexpr std::array<std::string_view, 5> scope_keys{"from", "until", "convoys", "days", "hours"};

/// The end of a window, which is read after its start.
[[nodiscard]] Value end_of(spec::Window& window, const spec::Start& start) {
  const Value plain = moment(window.until_h, start);
  return {[&window, plain](const Cursor& cursor) {
            plain.read(cursor);
            if (cursor.clean() && window.until_h <= window.from_h) {
              cursor.error("must be later than `from`");
            }
          },
          plain.write, plain.schema};
}

/// Days of which only some are written.
[[nodiscard]] Value some_days(std::array<bool, 7>& target) {
  const Value plain = days_of_week(target);
  return {plain.read,
          [&target, plain] {
            return std::ranges::all_of(target, [](bool day) { return day; }) ? std::nullopt : plain.write();
          },
          plain.schema};
}

}  // namespace

void describe(Form& form, spec::Window& window) {
  const spec::Start& start = form.names().start;
  form.checked_against("until", "from");
  form.defaulted("from", moment(window.from_h, start), "From when it is in force (left out: always)");
  form.defaulted("until", end_of(window, start), "Until when it is in force (left out: always)");
}

void describe(Form& form, spec::TripScope& scope) {
  Names& names = form.names();
  form.defaulted(
      "convoys",
      maybe(scope.convoys, [&names](std::vector<ConvoyId>& convoys) { return references(convoys, names.convoys); }),
      "Convoys whose trips are covered (left out: all)");
  describe(form, scope.window);
  form.defaulted("days", some_days(scope.on_weekday), "Days on which trips are covered (left out: all)");
  form.defaulted("hours", maybe(scope.hours, [](spec::HoursOfDay& hours) { return hours_of_day(hours); }),
                 "Times of day between which trips are covered, past midnight where the second is the earlier one "
                 "(left out: all)");
}

bool is_long(const Node& node, std::string_view key) {
  const Node* const measure = node.kind == Node::Kind::map ? node.find(key) : nullptr;
  const bool only_count = key == "trips";  // whose short form is no map
  return measure != nullptr && (only_count || measure->kind != Node::Kind::scalar);
}

void check_no_scope(const Cursor& cursor, std::string_view key) {
  if (cursor.node().kind != Node::Kind::map) {
    return;
  }
  for (const Node::Entry& entry : cursor.node().entries) {
    if (std::ranges::find(scope_keys, entry.key) != scope_keys.end()) {
      cursor.key_of(Node::scalar(entry.key, entry.place))
          .error(fmt::format("stands beside the short form, which has no scope; the long one is {{{}: ..., {}: ...}}",
                             key, entry.key));
    }
  }
}

void add_choices(Schema& schema, const std::vector<Value>& choices) {
  for (const Value& choice : choices) {
    choice.schema(schema["oneOf"].emplace_back());
  }
}

}  // namespace convoyrisk::scenario
