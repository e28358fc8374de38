#include "scenario/study/reader.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/input_file.hpp"
#include "base/nearest.hpp"
#include "scenario/format/format.hpp"
#include "scenario/format/tree.hpp"
#include "scenario/text/geojson.hpp"
#include "scenario/text/path.hpp"
#include "scenario/text/text_file.hpp"
#include "scenario/variation/draw_table.hpp"
#include "scenario/variation/parameters.hpp"

namespace convoyrisk::scenario {
namespace {

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

/// What to say of the file of nearly this name that stands in its folder; nothing where the file itself does.
[[nodiscard]] std::string like_named(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::exists(file, unknown)) {
    return "";
  }
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator at(folder_of(file), unknown), end; !unknown && at != end;
       at.increment(unknown)) {
    names.push_back(at->path().filename().string());
  }
  return did_you_mean(file.filename().string(), names);
}

/// Reports values that are varied twice: one is the other, or lies within it.
void check_apart(const Cursor& root, const Node& tree, const Sweep& sweep, const Uncertainty& uncertainty) {
  std::vector<std::pair<std::string, Cursor>> varied;
  const auto add = [&](const Cursor& at, const Path& path) {
    const std::string mine = print_path(path, tree);
    for (const auto& [other, other_at] : varied) {
      if (holds(mine, other) || holds(other, mine)) {
        at.error("varies what " + other_at.path() + " varies too");
      }
    }
    varied.emplace_back(mine, at);
  };
  const Cursor swept = root["sweep"][sweep.zip ? "zip" : "cross"];
  for (const SweptValues& parameter : sweep.parameters) {
    add(swept[parameter.key], parameter.path);
  }
  for (const DrawnParameter& parameter : uncertainty.parameters) {
    for (const DrawnPlace& place : parameter.places) {
      add(root["uncertainty"][place.in_table ? "table" : "parameters"][place.key], place.path);
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

void add_draws(Node& root, const std::optional<std::int64_t>& draws) {
  Node* const uncertainty = root.find("uncertainty");
  if (draws && uncertainty != nullptr && uncertainty->find("draws") == nullptr) {
    uncertainty->add("draws", Node::scalar(std::to_string(*draws), uncertainty->place));
  }
}

}  // namespace

Study read_study_text(const std::string& text, const std::string& name, const std::filesystem::path& directory,
                      const Changes& changes) {
  Node root = parse(text, name);
  Problems problems;
  problems.add_source(name);
  if (changes.no_uncertainty) {
    std::erase_if(root.entries, [](const Node::Entry& entry) { return entry.key == "uncertainty"; });
  }
  apply_overrides(root, changes.overrides, directory, problems);
  add_draws(root, changes.draws);
  put_sweep(root, changes.sweep, changes.zip, problems);
  const Cursor cursor(root, problems);
  Study::Parts parts;
  if (is_scenario(cursor)) {
    const Node* const network = std::as_const(root).find("network");
    const Node* const file = network == nullptr ? nullptr : network->find("file");
    parts.network_file = file == nullptr ? "" : (directory / file->text).string();
    inline_network(root, directory, problems);
    inline_table(root, directory, problems);
    parts.base = read_tree(root, problems, changes.outcomes);
    const Trial trial(root, parts.base, problems);
    const TryValues try_values = [&](const Cursor& where, const NewValues& values) {
      return trial.run(where, values, problems);
    };
    parts.sweep = read_sweep(cursor["sweep"], try_values);
    parts.uncertainty = read_uncertainty(cursor["uncertainty"], parts.base.run.seed, try_values);
    if (!problems.has_errors()) {
      check_apart(cursor, root, parts.sweep, parts.uncertainty);
    }
  }
  if (problems.has_errors()) {
    throw InputErrors(problems.errors());
  }
  parts.warnings = problems.warnings();
  parts.sources = problems.fresh();
  parts.tree = without_variation(std::move(root));
  parts.source_text = text;
  return Study(std::move(parts));
}

Study read_study(const std::filesystem::path& file, const Changes& changes) {
  const std::optional<std::string> text = read_text_file(file);
  if (!text) {
    const std::string reason = reason_against_reading(file);
    throw InputErrors({file.string() + ": cannot be read" + (reason.empty() ? "" : ": " + reason) +
                       (reason == not_regular ? " (the standard input is named -)" : like_named(file))});
  }
  return read_study_text(*text, file.string(), file.parent_path(), changes);
}

namespace {

[[nodiscard]] ReadResult without_study(const Study& study) {
  return {study.base(), study.warnings(), study.source_text()};
}

}  // namespace

ReadResult read_scenario_text(const std::string& text, const std::string& name, const std::filesystem::path& directory,
                              const Overrides& overrides) {
  return without_study(read_study_text(text, name, directory, {overrides, {}, false, false}));
}

ReadResult read_scenario(const std::filesystem::path& file, const Overrides& overrides) {
  return without_study(read_study(file, {overrides, {}, false, false}));
}

}  // namespace convoyrisk::scenario
