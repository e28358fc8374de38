#include "scenario/text/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "base/nearest.hpp"

namespace convoyrisk::scenario {
namespace {

/// The value is not a share: the message tells of what, which the key knows.
struct NotAShare : Wrong {
  NotAShare(const std::string& what, std::string suggested) : Wrong(what), remedy(std::move(suggested)) {}
  std::string remedy;
};

[[noreturn]] void throw_no_share(double value, const std::string& text) {
  constexpr double whole = 100;
  const bool meant_percent = value >= 2 && value <= whole && text.find('%') == std::string::npos;
  throw NotAShare(fmt::format("must lie between 0 and 1, not {}", text),
                  meant_percent ? fmt::format("; did you mean {} %?", text) : "");
}

/// ": chance that ...", from the meaning of a key.
[[nodiscard]] std::string told(std::string_view meaning) {
  std::string text(meaning);
  if (!text.empty()) {
    text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
  }
  return text.empty() ? "" : ": " + text;
}

void check_range(double value, Range range, const std::string& text) {
  if (range == Range::positive && !(value > 0)) {
    throw Wrong(fmt::format("must be above 0, not {}", text));
  }
  if (range == Range::non_negative && value < 0) {
    throw Wrong(fmt::format("must not be negative, but is {}", text));
  }
  if (range == Range::zero_to_one && !(value >= 0 && value <= 1)) {
    throw_no_share(value, text);
  }
}

template <class T>
[[nodiscard]] Value whole_number(T& target, T least, T greatest = std::numeric_limits<T>::max()) {
  return scalar(
      [&target, least, greatest](const std::string& text) {
        target =
            static_cast<T>(parse_count(text, static_cast<std::uint64_t>(least), static_cast<std::uint64_t>(greatest)));
      },
      [&target] { return fmt::format("{}", target); },
      [least, greatest](Schema& schema) {
        schema["description"] = least == 0 ? "a whole number" : fmt::format("a whole number of at least {}", least);
        schema["type"] = "integer";
        schema["minimum"] = least;
        schema["maximum"] = greatest;
      });
}

[[nodiscard]] std::string_view words(Range range) {
  switch (range) {
    case Range::any:
      return "";
    case Range::positive:
      return " above 0";
    case Range::non_negative:
      return " of 0 or more";
    case Range::zero_to_one:
      return " from 0 to 1";
  }
  return "";
}

/// The numbers of a range before a unit. Where an exponent stands, its size is left to the reader.
[[nodiscard]] std::string pattern_of(Range range) {
  switch (range) {
    case Range::any:
      return "[-+]?" + std::string(number_pattern);
    case Range::positive:
      return "[+]?(?=[0-9.]*[1-9])" + std::string(number_pattern);
    case Range::non_negative:
      return "[+]?" + std::string(number_pattern);
    case Range::zero_to_one:  // in %
      return R"([+]?(0*(100(\.0*)?|[0-9]{1,2}(\.[0-9]*)?)|\.[0-9]+|[0-9.]+[eE][-+]?[0-9]+))";
  }
  return "";
}

[[nodiscard]] MakeSchema quantity_schema(Dimension dimension, Range range) {
  return [dimension, range](Schema& schema) {
    const Notation written = notation(dimension);
    const std::string units = written.units.empty() ? "" : fmt::format(" (units: {})", written.units);
    const std::string meaning = fmt::format("{}{}, such as {}{}", written.kind, words(range), written.example, units);
    if (written.unit_pattern.empty()) {
      schema["type"] = "number";
    } else {
      pattern(fmt::format(R"(^\s*{}\s*{}\s*$)", pattern_of(range), written.unit_pattern), meaning)(schema);
    }
    schema["description"] = meaning;
    if (dimension == Dimension::share) {
      schema["type"] = {"number", "string"};
    }
    if (dimension != Dimension::share && dimension != Dimension::number) {
      schema["examples"] = {written.example};
    } else if (range == Range::positive) {
      schema["exclusiveMinimum"] = 0;
    } else if (range != Range::any) {
      schema["minimum"] = 0;
    }
    if (range == Range::zero_to_one) {
      schema["maximum"] = 1;
    }
  };
}

}  // namespace

MakeSchema one_of(std::vector<std::string> words) {
  return [words = std::move(words)](Schema& schema) { schema["enum"] = words; };
}

MakeSchema pattern(std::string expression, std::string meaning) {
  return [expression = std::move(expression), meaning = std::move(meaning)](Schema& schema) {
    schema["description"] = meaning;
    schema["type"] = "string";
    schema["pattern"] = expression;
    schema["patternErrorMessage"] = "must be " + meaning;
  };
}

MakeSchema name_of(std::string what) {
  return [what = std::move(what)](Schema& schema) {
    schema["description"] = "the name of a " + what;
    schema["type"] = {"string", "number", "boolean"};
  };
}

void list_schema(Schema& schema, const MakeSchema& item, std::size_t least, std::size_t most) {
  schema["type"] = "array";
  item(schema["items"]);
  if (least > 0) {
    schema["minItems"] = least;
  }
  if (most < std::numeric_limits<std::size_t>::max()) {
    schema["maxItems"] = most;
  }
}

void set_schema(Schema& schema) { schema["uniqueItems"] = true; }

void map_schema(Schema& schema, const MakeSchema& key, const MakeSchema& value, std::size_t least) {
  schema["type"] = "object";
  key(schema["propertyNames"]);
  value(schema["additionalProperties"]);
  if (least > 0) {
    schema["minProperties"] = least;
  }
}

void bounds(Schema& schema, double least, double greatest) {
  schema["minimum"] = least;
  schema["maximum"] = greatest;
}

void exclusive_bounds(Schema& schema, double least, double greatest) {
  schema["exclusiveMinimum"] = least;
  schema["exclusiveMaximum"] = greatest;
}

void read_scalar(const Cursor& cursor, const std::function<void(const std::string&)>& parse) {
  if (!cursor.is(Node::Kind::scalar)) {
    return;
  }
  try {
    parse(cursor.node().text);
  } catch (const NotAShare& wrong) {
    cursor.error(wrong.what() + told(cursor.meaning()) + wrong.remedy);
  } catch (const Wrong& wrong) {
    cursor.error(wrong.what());
  }
}

Node written_scalar(std::string text, bool quoted) {
  Node node = Node::scalar(std::move(text));
  node.quoted = quoted && needs_quotes(node.text);
  return node;
}

Value quantity(double& target, Dimension dimension, Range range) {
  return scalar(
      [&target, dimension, range](const std::string& text) {
        const double value = parse_quantity(text, dimension);
        check_range(value, range, text);
        target = value;
      },
      [&target, dimension] { return print_quantity(target, dimension); }, quantity_schema(dimension, range));
}

Value count(int& target, int least) { return whole_number(target, least); }
Value count(std::int64_t& target, std::int64_t least, std::int64_t greatest) {
  return whole_number(target, least, greatest);
}
Value count(std::uint64_t& target) { return whole_number(target, std::uint64_t{0}); }

Value flag(bool& target) {
  return scalar([&target](const std::string& text) { target = parse_bool(text); },
                [&target] { return std::string(target ? "true" : "false"); },
                [](Schema& schema) { schema["type"] = "boolean"; });
}

Value text(std::string& target) {
  return scalar(
      [&target](const std::string& written) {
        if (written.empty()) {
          throw Wrong("must not be empty");
        }
        if (std::ranges::any_of(written, [](char c) { return static_cast<unsigned char>(c) < 0x20U; })) {
          throw Wrong("must be on one line, without control characters");
        }
        target = written;
      },
      [&target] { return target; },
      [](Schema& schema) {
        schema["type"] = {"string", "number", "boolean"};
        schema["pattern"] = R"(^[^\x00-\x1f]+$)";
        schema["patternErrorMessage"] = "must be on one line and not empty";
      },
      true);
}

Value free_text(std::string& target) {
  const Value plain = scalar(
      [&target](const std::string& written) {
        if (std::ranges::any_of(
                written, [](char c) { return static_cast<unsigned char>(c) < 0x20U && c != '\n' && c != '\t'; })) {
          throw Wrong("must not hold control characters");
        }
        target = written;
      },
      [&target] { return target; },
      [](Schema& schema) {
        schema["type"] = {"string", "number", "boolean"};
      },
      true);
  return {plain.read, [&target, plain] { return target.empty() ? std::nullopt : plain.write(); }, plain.schema};
}

Value riders(spec::Riders& target, const NameList& rosters) {
  return {[&target, &rosters](const Cursor& cursor) {
            const bool is_text = cursor.node().kind == Node::Kind::scalar;
            const std::string& text = cursor.node().text;
            const bool is_number = is_text && !text.empty() &&
                                   std::string_view("+-.0123456789").find(text.front()) != std::string_view::npos;
            if (is_number && !rosters.find(text)) {
              count(target.emplace<int>(), 1).read(cursor);
            } else {
              reference(target.emplace<RosterId>(), rosters).read(cursor);
            }
          },
          [&target, &rosters]() -> std::optional<Node> {
            auto* const people = std::get_if<int>(&target);
            return people != nullptr ? count(*people, 1).write()
                                     : reference(std::get<RosterId>(target), rosters).write();
          },
          [](Schema& schema) {
            schema["type"] = {"string", "number", "boolean"};
            schema["description"] = "a name of `rosters`, or a whole number of at least 1";
          }};
}

std::optional<std::size_t> look_up(const std::string& name, const NameList& list) {
  if (const auto found = list.find(name)) {
    return found;
  }
  if (list.complete) {
    throw Wrong(fmt::format("no {} is named {}{}", list.what, shown(name), did_you_mean_or_known(name, list.names)));
  }
  return std::nullopt;
}

Value only(std::string key, Value value, std::string meaning, Names& names) {
  return keys(names, [key = std::move(key), value = std::move(value), meaning = std::move(meaning)](Form& form) {
    form.required(key, value, meaning);
  });
}

void check_repeated_names(const Cursor& cursor, const std::vector<std::string>& names) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty() && !seen.insert(names[i]).second) {
      cursor[i]["name"].error(fmt::format("{} stands twice in the list", shown(names[i])));
    }
  }
}

}  // namespace convoyrisk::scenario
