#include "scenario/variation/sweep.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "base/grouped.hpp"
#include "base/nearest.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// Reports lists that cannot be combined.
void check_lengths(const Cursor& swept, const Sweep& sweep) {
  std::size_t points = 1;
  for (const SweptValues& parameter : sweep.parameters) {
    const std::size_t own = parameter.values.size();
    const std::size_t first = sweep.parameters.front().values.size();
    if (sweep.zip && own != first) {
      swept[parameter.key].error(fmt::format("holds {} values where the first holds {}", grouped(own), grouped(first)));
    }
    points = sweep.zip ? own : points * own;
    if (points > greatest_point_count) {
      swept.error(fmt::format("has more than {} points", grouped(greatest_point_count)));
      return;
    }
  }
}

}  // namespace

std::size_t Sweep::point_count() const {
  std::size_t points = 1;
  for (const SweptValues& parameter : parameters) {
    points = zip ? parameter.values.size() : points * parameter.values.size();
  }
  return points;
}

const Node& Sweep::value(std::size_t point, std::size_t parameter) const {
  for (std::size_t i = parameters.size(); !zip && --i > parameter;) {
    point /= parameters[i].values.size();
  }
  const std::vector<Node>& values = parameters.at(parameter).values;
  return values[point % values.size()];
}

Value sweep_key() {
  return {nullptr, nullptr, [](Schema& schema) {
            one_key_schema(schema);
            const auto values = [](Schema& item) {
              list_schema(
                  item, [](Schema& any) { any = Schema::object(); }, 1);
            };
            map_schema(schema["properties"]["cross"], path_schema, values, 0);
            schema["properties"]["cross"]["description"] = "Every combination; path to a list of values";
            map_schema(schema["properties"]["zip"], path_schema, values, 0);
            schema["properties"]["zip"]["description"] =
                "The first of each, the second of each, and so on; path to a list";
          }};
}

Sweep read_sweep(const Cursor& at, const TryValues& try_values) {
  Sweep sweep;
  if (!at.exists() || !at.is(Node::Kind::map)) {
    return sweep;
  }
  sweep.node = at.node();
  sweep.zip = at.has("zip");
  if (sweep.zip == at.has("cross") || at.node().entries.size() != 1) {
    at.error("must hold one key, cross or zip");
    return sweep;
  }
  const Cursor swept = at[sweep.zip ? "zip" : "cross"];
  if (!swept.is(Node::Kind::map)) {
    return sweep;
  }
  for (const Node::Entry& entry : swept.node().entries) {
    const Cursor values = swept[entry.key];
    std::optional<Path> path = variable_path(values, entry.key);
    if (!path || !values.is(Node::Kind::list)) {
      continue;
    }
    if (entry.value.items.empty()) {
      values.error("must not be empty");
    }
    for (const Node& value : entry.value.items) {
      try_values(values, {{*path, value}});
    }
    sweep.parameters.push_back({entry.key, std::move(*path), entry.value.items});
  }
  check_lengths(swept, sweep);
  return sweep;
}

void put_sweep(Node& root, const Overrides& options, bool zip, Problems& problems) {
  if (options.empty() || root.kind != Node::Kind::map) {
    return;
  }
  Node swept = Node::map();
  for (const Override& option : options) {
    swept.place = {problems.add_source(option.option), 0, 0};
    try {
      swept.add(option.path, parse_yaml_value("[" + option.value + "]", swept.place.source));
    } catch (const SyntaxError&) {
      problems.error(swept.place, option.path, shown("[" + option.value + "]") + " is not a list in YAML");
    }
  }
  for (const Node::Entry& entry : root.entries) {
    if (entry.key == "sweep") {
      problems.warning(entry.place, "sweep", "is left out, as --sweep takes its place");
    }
  }
  std::erase_if(root.entries, [](const Node::Entry& entry) { return entry.key == "sweep"; });
  Node block = Node::map(swept.place);
  block.add(zip ? "zip" : "cross", std::move(swept));
  root.add("sweep", std::move(block));
}

}  // namespace convoyrisk::scenario
