#include <array>

#include "scenario/format/tree.hpp"
#include "scenario/support.hpp"
#include "scenario/text/geojson.hpp"
#include "support/one_in.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::scenario {
namespace {

/// The paths of all single values.
void add_leaves(const Node& node, const Path& path, std::vector<Path>& leaves) {
  if (node.kind == Node::Kind::scalar) {
    leaves.push_back(path);
  }
  for (const Node::Entry& entry : node.entries) {
    Path below = path;
    below.emplace_back(entry.key);
    add_leaves(entry.value, below, leaves);
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    Path below = path;
    below.emplace_back(i);
    add_leaves(node.items[i], below, leaves);
  }
}

[[nodiscard]] Node tree_of(const std::filesystem::path& file, Problems& problems) {
  Node root = parse_yaml(read_text_file(file).value(), problems.add_source(file.string()));
  inline_network(root, file.parent_path(), problems);
  return without_variation(std::move(root));
}

}  // namespace

TEST_CASE("a tree that is read again with another value gives what reading all of it gives", "[scenario]") {
  const std::string root_folder = tests::source_dir;
  tests::Turn turn;
  std::size_t compared = 0;
  std::size_t accepted = 0;
  for (const std::string file : {"/tests/scenario/data/everything.yaml", "/scenarios/karakoram.yaml"}) {
    Problems problems;
    const Node tree = tree_of(root_folder + file, problems);
    const spec::Scenario before = read_tree(tree, problems);
    REQUIRE_FALSE(problems.has_errors());
    std::vector<Path> leaves;
    add_leaves(tree, {}, leaves);
    for (const Path& path : leaves) {
      for (const char* const text : {"0", "0.5", "2", "3 d", "7 km", "25 km/h", "0.2 /wk", "dasu", "06:15"}) {
        const NewValues values{{path, Node::scalar(text)}};
        if (!leave_the_rest(values) || !turn.comes()) {
          continue;
        }
        Node changed = tree;
        assign(changed, path, values.front().second);
        Problems all = problems.fresh();
        Problems again = problems.fresh();
        const spec::Scenario expected = read_tree(changed, all);
        const spec::Scenario found = read_again(changed, before, values, again);
        INFO(file << ": " << print_path(path) << " = " << text);
        REQUIRE(again.errors() == all.errors());
        REQUIRE((all.has_errors() || found == expected));
        ++compared;
        accepted += all.has_errors() ? 0 : 1;
      }
    }
  }
  CHECK(compared > 3000 / tests::one_in);
  CHECK(accepted > 500 / tests::one_in);
}

}  // namespace convoyrisk::scenario
