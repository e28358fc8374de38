#include "scenario/reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "scenario/checks.hpp"
#include "scenario/format.hpp"
#include "scenario/geojson.hpp"
#include "scenario/parameters.hpp"
#include "scenario/path.hpp"
#include "scenario/text_file.hpp"
#include "scenario/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// Keys of the format that the engine does not act upon yet. A row goes when its work is done.
constexpr std::array<std::array<std::string_view, 2>, 3> not_simulated_yet{
    {{"sweep", ""}, {"uncertainty", ""}, {"run", "precision"}}};

[[nodiscard]] std::vector<std::string> find_not_simulated(const Cursor& root) {
  std::vector<std::string> messages;
  for (const auto& [key, inner] : not_simulated_yet) {
    const Cursor at = inner.empty() ? root[key] : root[key][inner];
    const bool empty = at.exists() && at.node().items.empty() && at.node().entries.empty();
    if (at.exists() && !empty) {
      messages.push_back(at.message("is not simulated yet"));
    }
  }
  const Cursor keep = root["run"]["keep"];
  if (keep.exists() && std::ranges::find(keep.node().items, "events", &Node::text) != keep.node().items.end()) {
    messages.push_back(keep.message("`events` are not written yet"));
  }
  return messages;
}

/// Is the document a map of this version of the format? If not, no other error is worth telling.
[[nodiscard]] bool is_scenario(const Cursor& root) {
  if (root.node().kind == Node::Kind::null) {
    root.error("the file is empty");
    return false;
  }
  if (!root.is(Node::Kind::map)) {
    return false;
  }
  const Cursor at = root["convoyrisk"];
  if (at.exists()) {
    version().read(at);
  }
  return at.clean();
}

[[nodiscard]] spec::Scenario read_tree(const Node& root, Problems& problems) {
  const Cursor cursor(root, problems);
  spec::Scenario scenario;
  Names names;
  check_repeated_keys(cursor);
  block(scenario, names).read(cursor);
  complete(cursor, scenario);
  check(cursor, scenario);
  return scenario;
}

/// Reads the tree with another value at a path, and reports what is wrong only then, unless it rests on what is wrong
/// in any case (`base`).
void try_value(const Node& root, const Problems& base, const Cursor& where, const Path& path, const Node& value,
               Problems& problems) {
  Node changed = root;
  std::erase_if(changed.entries, [](const Node::Entry& e) { return e.key == "sweep" || e.key == "uncertainty"; });
  Problems found = problems.fresh();
  try {
    assign(changed, path, value);
    static_cast<void>(read_tree(changed, found));
  } catch (const Unresolved& wrong) {
    if (base.clean(wrong.path())) {
      where.error(wrong.what());
    }
  }
  for (Problems::Problem problem : found.found()) {
    if (problem.path != print_path(path)) {
      problem.what += " (with " + where.path() + ")";
    }
    if (base.clean(problem.path) && std::ranges::find(problems.found(), problem) == problems.found().end()) {
      problems.error(problem.place, problem.path, problem.what);
      where.taint();
    }
  }
}

[[nodiscard]] Node parse(const std::string& text, const std::string& name) {
  Problems problems;
  const std::size_t source = problems.add_source(name);
  try {
    return parse_yaml(text, source);
  } catch (const SyntaxError& error) {
    throw InputErrors({problems.message(error.place(), "", error.what())});
  }
}

}  // namespace

ReadResult read_scenario_text(const std::string& text, const std::string& name, const std::filesystem::path& directory,
                              const Overrides& overrides) {
  Node root = parse(text, name);
  Problems problems;
  problems.add_source(name);
  apply_overrides(root, overrides, directory, problems);
  const Cursor cursor(root, problems);
  ReadResult result;
  if (is_scenario(cursor)) {
    inline_network(root, directory, problems);
    result.scenario = read_tree(root, problems);
    const Problems base = problems;
    check_parameters(cursor, [&](const Cursor& where, const Path& path, const Node& value) {
      try_value(root, base, where, path, value, problems);
    });
  }
  if (problems.has_errors()) {
    throw InputErrors(problems.errors());
  }
  result.warnings = problems.warnings();
  result.not_simulated = find_not_simulated(cursor);
  result.source_text = text;
  return result;
}

ReadResult read_scenario(const std::filesystem::path& file, const Overrides& overrides) {
  const std::optional<std::string> text = read_text_file(file);
  if (!text) {
    throw InputErrors({file.string() + ": the file cannot be read"});
  }
  return read_scenario_text(*text, file.string(), file.parent_path(), overrides);
}

}  // namespace convoyrisk::scenario
