#include "scenario/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenario/nearest.hpp"

namespace convoyrisk::scenario {
namespace {

void check_range(double value, Range range, const std::string& text) {
  if (range == Range::positive && !(value > 0)) {
    throw Wrong(fmt::format("must be above 0, not {}", text));
  }
  if (range == Range::non_negative && value < 0) {
    throw Wrong(fmt::format("must not be negative, but is {}", text));
  }
  if (range == Range::zero_to_one && !(value >= 0 && value <= 1)) {
    throw Wrong(fmt::format("must lie between 0 and 1, not {}", text));
  }
}

template <class T>
[[nodiscard]] Value whole_number(T& target, T least) {
  return scalar(
      [&target, least](const std::string& text) {
        target = static_cast<T>(parse_count(text, static_cast<std::uint64_t>(least),
                                            static_cast<std::uint64_t>(std::numeric_limits<T>::max())));
      },
      [&target] { return fmt::format("{}", target); });
}

}  // namespace

Value scalar(std::function<void(const std::string&)> parse, std::function<std::string()> print, bool quoted) {
  return {[parse = std::move(parse)](const Cursor& cursor) {
            if (!cursor.is(Node::Kind::scalar)) {
              return;
            }
            try {
              parse(cursor.node().text);
            } catch (const Wrong& wrong) {
              cursor.error(wrong.what());
            }
          },
          [print = std::move(print), quoted]() -> std::optional<Node> {
            Node node = Node::scalar(print());
            node.quoted = quoted && needs_quotes(node.text);
            return node;
          }};
}

Value quantity(double& target, Dimension dimension, Range range) {
  return scalar(
      [&target, dimension, range](const std::string& text) {
        const double value = parse_quantity(text, dimension);
        check_range(value, range, text);
        target = value;
      },
      [&target, dimension] { return print_quantity(target, dimension); });
}

Value count(int& target, int least) { return whole_number(target, least); }
Value count(std::int64_t& target, std::int64_t least) { return whole_number(target, least); }
Value count(std::uint64_t& target) { return whole_number(target, std::uint64_t{0}); }

Value flag(bool& target) {
  return scalar([&target](const std::string& text) { target = parse_bool(text); },
                [&target] { return std::string(target ? "true" : "false"); });
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
      [&target] { return target; }, true);
}

std::optional<std::size_t> look_up(const std::string& name, const NameList& list) {
  const auto found = std::ranges::find(list.names, name);
  if (found != list.names.end()) {
    return static_cast<std::size_t>(found - list.names.begin());
  }
  if (list.complete) {
    throw Wrong(fmt::format("no {} is named {}{}", list.what, shown(name), did_you_mean(name, list.names)));
  }
  return std::nullopt;
}

Value only(std::string key, Value value, Names& names) {
  return keys(names, [key = std::move(key), value = std::move(value)](Form& form) { form.required(key, value); });
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
