#include <algorithm>
#include <utility>

#include "scenario/format/tree.hpp"
#include "scenario/support.hpp"
#include "scenario/text/geojson.hpp"
#include "support/one_in.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::scenario {
namespace {

/// The paths of all values below a node.
void add_paths(const Node& node, const Path& path, std::vector<std::pair<Path, const Node*>>& paths) {
  const auto add = [&](Step step, const Node& value) {
    Path below = path;
    below.push_back(std::move(step));
    paths.emplace_back(below, &value);
    add_paths(value, below, paths);
  };
  for (const Node::Entry& entry : node.entries) {
    add(entry.key, entry.value);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    add(i, node.items[i]);
  }
}

/// Those of single values.
[[nodiscard]] std::vector<Path> leaves_of(const Node& tree) {
  std::vector<std::pair<Path, const Node*>> paths;
  add_paths(tree, {}, paths);
  std::vector<Path> leaves;
  for (const auto& [path, value] : paths) {
    if (value->kind == Node::Kind::scalar) {
      leaves.push_back(path);
    }
  }
  return leaves;
}

[[nodiscard]] Node tree_of(const std::filesystem::path& file, Problems& problems) {
  Node root = parse_yaml(read_text_file(file).value(), problems.add_source(file.string()));
  inline_network(root, file.parent_path(), problems);
  return without_variation(std::move(root));
}

/// A tree and what was read from it.
struct Read {
  Node tree;
  Problems problems;
  spec::Scenario scenario;
};

[[nodiscard]] Read read_whole_tree(Node tree, const Problems& sources) {
  Read read{std::move(tree), sources.fresh(), {}};
  read.scenario = read_tree(read.tree, read.problems);
  return read;
}

[[nodiscard]] Read read_file(const std::string& file) {
  Problems problems;
  Node tree = tree_of(std::string(tests::source_dir) + file, problems);
  return read_whole_tree(std::move(tree), problems);
}

const std::vector<std::string> files{
    "/tests/scenario/data/everything.yaml", "/scenarios/karakoram.yaml", "/tests/reference/scenarios/13-scopes.yaml",
    "/tests/reference/scenarios/14-windows.yaml", "/tests/reference/scenarios/15-parts.yaml"};
const std::vector<std::string> texts{"0", "0.5", "2", "3 d", "900 d", "7 km", "25 km/h", "0.2 /wk", "dasu", "06:15"};

/// What stands behind the number of a quantity.
[[nodiscard]] std::string unit(const std::string& text) {
  return text.substr(std::min(text.size(), text.find_last_of(" 0123456789") + 1));
}

/// Another text for a value, of the same unit where there is one.
[[nodiscard]] std::string other_text(const std::string& text, std::size_t turn) {
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& other = texts[(turn + i) % texts.size()];
    if (unit(other) == unit(text)) {
      return other;
    }
  }
  return texts[turn % texts.size()];
}

/// How many trees were compared, and how many of them are scenarios.
struct Count {
  std::size_t compared = 0;
  std::size_t accepted = 0;

  void compare(const Read& before, const NewValues& values) {
    const Read expected = read_whole_tree(with(before.tree, values), before.problems);
    Problems again = before.problems.fresh();
    const spec::Scenario found = read_again(before.tree, before.scenario, values, again);
    for (const auto& [path, value] : values) {
      UNSCOPED_INFO(print_path(path) << " = " << value.text);
    }
    REQUIRE(again.errors() == expected.problems.errors());
    REQUIRE((expected.problems.has_errors() || found == expected.scenario));
    ++compared;
    accepted += expected.problems.has_errors() ? 0 : 1;
  }
};

[[nodiscard]] Node& at(Node& root, const Path& path) {
  Node* node = &root;
  for (const Step& step : path) {
    const auto* const key = std::get_if<std::string>(&step);
    node = key != nullptr ? node->find(*key) : &node->items[std::get<std::size_t>(step)];
  }
  return *node;
}

/// Takes a value out of a tree. False where its key does not stand in a map.
bool take_out(Node& root, Path path) {
  const Step last = path.back();
  path.pop_back();
  const auto* const key = std::get_if<std::string>(&last);
  return key != nullptr &&
         std::erase_if(at(root, path).entries, [&](const Node::Entry& entry) { return entry.key == *key; }) == 1;
}

}  // namespace

TEST_CASE("a tree that is read again with another value gives what reading all of it gives", "[scenario]") {
  tests::Turn turn;
  Count count;
  for (const std::string& file : files) {
    const Read before = read_file(file);
    REQUIRE_FALSE(before.problems.has_errors());
    std::vector<std::pair<Path, const Node*>> paths;
    add_paths(before.tree, {}, paths);
    for (const auto& [path, value] : paths) {
      for (const std::string& text : texts) {
        const NewValues values{{path, Node::scalar(text)}};
        if (leave_the_rest(values) && turn.comes()) {
          count.compare(before, values);
        }
      }
    }
  }
  CHECK(count.compared > 3000 / tests::one_in);
  CHECK(count.accepted > 500 / tests::one_in);
}

/// Values that lie near each other are those that one reader may read together.
TEST_CASE("a tree that is read again with several other values gives what reading all of it gives", "[scenario]") {
  tests::Turn turn;
  Count count;
  for (const std::string& file : files) {
    Read before = read_file(file);
    const std::vector<Path> leaves = leaves_of(before.tree);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      for (const std::size_t further : {std::size_t{1}, std::size_t{2}, 7 + i % 89}) {
        NewValues values;
        for (std::size_t k = i; k < std::min(leaves.size(), i + 3 * further); k += further) {
          const std::string& text = at(before.tree, leaves[k]).text;
          values.emplace_back(leaves[k], Node::scalar(other_text(text, i * 5 + k)));
          if (!leave_the_rest(values)) {
            values.pop_back();
          }
        }
        if (values.size() > 1 && turn.comes()) {
          count.compare(before, values);
        }
      }
    }
  }
  CHECK(count.compared > 800 / tests::one_in);
  CHECK(count.accepted > 40 / tests::one_in);
}

TEST_CASE("a value that the tree did not hold gives what reading all of it gives", "[scenario]") {
  tests::Turn turn;
  Count count;
  for (const std::string& file : files) {
    const Read whole = read_file(file);
    for (const Path& path : leaves_of(whole.tree)) {
      const NewValues none{{path, Node::scalar("0.25")}};
      Node tree = whole.tree;
      if (!leave_the_rest(none) || !take_out(tree, path) || !turn.comes()) {
        continue;
      }
      const Read before = read_whole_tree(std::move(tree), whole.problems);
      for (const char* const text : {"0.25", "2", "3 d"}) {
        if (!before.problems.has_errors()) {
          count.compare(before, {{path, Node::scalar(text)}});
        }
      }
    }
  }
  CHECK(count.compared > 300 / tests::one_in);
  CHECK(count.accepted > 100 / tests::one_in);
}

}  // namespace convoyrisk::scenario
