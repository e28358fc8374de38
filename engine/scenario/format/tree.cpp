#include "scenario/format/tree.hpp"

#include <algorithm>

#include "scenario/format/checks.hpp"
#include "scenario/format/format.hpp"
#include "scenario/format/joined.hpp"
#include "scenario/format/warnings.hpp"
#include "scenario/text/values.hpp"
#include "scenario/variation/parameters.hpp"

namespace convoyrisk::scenario {

spec::Scenario read_tree(const Node& root, Problems& problems, const std::vector<std::string>& outcomes) {
  const Cursor cursor(root, problems);
  spec::Scenario scenario;
  Names names;
  names.outcomes.names = outcomes;
  check_repeated_keys(cursor);
  block(scenario, names).read(cursor);
  complete(cursor, scenario);
  join_policies(scenario);
  check(cursor, scenario);
  warn(cursor, scenario);
  return scenario;
}

namespace {

/// Reads what has changed in a tree.
[[nodiscard]] spec::Scenario read_changed(const Node& root, const spec::Scenario& before, const Changed& changed,
                                          Problems& problems) {
  const Cursor cursor(root, problems, &changed);
  spec::Scenario scenario = before;
  part_policies(scenario);
  Names names;
  for (const std::string& zone : before.network.zones) {
    names.zones.add(zone);
  }
  for (const spec::Node& node : before.network.nodes) {
    names.nodes.add(node.name);
  }
  block(scenario, names).read(cursor);
  complete(cursor, scenario);
  join_policies(scenario);
  check(cursor, scenario);
  return scenario;
}

}  // namespace

/// Nearly always single values take the place of others: the tree need not be copied then.
spec::Scenario read_again(const Node& root, const spec::Scenario& before, const NewValues& values, Problems& problems) {
  Changed beside;
  if (std::ranges::all_of(values, [&](const auto& value) { return beside.put(value.first, root, value.second); })) {
    return read_changed(root, before, beside, problems);
  }
  const Node tree = with(root, values);
  Changed within;
  for (const auto& value : values) {
    within.add(value.first, root);
  }
  return read_changed(tree, before, within, problems);
}

Node with(Node root, const NewValues& values) {
  for (const auto& [path, value] : values) {
    assign(root, path, value);
  }
  return root;
}

Node without_variation(Node root) {
  std::erase_if(root.entries, [](const Node::Entry& e) { return e.key == "sweep" || e.key == "uncertainty"; });
  return root;
}

bool Trial::run(const Cursor& where, const NewValues& values, Problems& problems) const {
  const bool rest_stays = !base_.has_errors() && leave_the_rest(values);
  Node changed;
  Problems found = base_.fresh();
  bool well = true;
  try {
    if (!rest_stays) {
      changed = with(tree_, values);
    }
    const spec::Scenario varied = rest_stays ? read_again(tree_, scenario_, values, found) : read_tree(changed, found);
    const std::string different = difference(scenario_, varied);
    if (!different.empty() && !found.has_errors() && !base_.has_errors()) {
      where.error("changes " + different + ", which must be the same in all of a run");
      well = false;
    }
  } catch (const Unresolved& wrong) {
    if (base_.clean(wrong.path())) {
      where.error(wrong.what());
      well = false;
    }
  }
  for (Problems::Problem problem : found.found()) {
    const auto is_of = [&](const NewValues::value_type& value) {
      return holds(print_path(value.first, rest_stays ? tree_ : changed), problem.path);
    };
    if (std::ranges::none_of(values, is_of)) {
      problem.what += " (with " + where.path() + ")";
    }
    if (base_.clean(problem.path)) {
      well = false;
      if (std::ranges::find(problems.found(), problem) == problems.found().end()) {
        problems.error(problem.place, problem.path, problem.what);
        where.taint();
      }
    }
  }
  return well;
}

}  // namespace convoyrisk::scenario
