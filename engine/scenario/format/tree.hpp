#pragma once

#include "scenario/text/changed.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/form.hpp"
#include "scenario/text/path.hpp"
#include "scenario/text/problems.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// Reads and checks the tree of a scenario whose network is inlined, all but `sweep` and `uncertainty`. What it gives
/// is a scenario only if no error has been added to `problems`. Of outcomes any name is taken where `outcomes` is
/// empty.
[[nodiscard]] spec::Scenario read_tree(const Node& root, Problems& problems,
                                       const std::vector<std::string>& outcomes = {});

/// Reads what is another value in the tree that `before` was read from when `values`, which leave_the_rest(), take
/// their places in it. Without warnings. Throws Unresolved.
[[nodiscard]] spec::Scenario read_again(const Node& root, const spec::Scenario& before, const NewValues& values,
                                        Problems& problems);

/// The tree with values at their paths. Throws Unresolved.
[[nodiscard]] Node with(Node root, const NewValues& values);

/// The tree without what a run varies.
[[nodiscard]] Node without_variation(Node root);

/// Reads trees with other values in them.
class Trial {
 public:
  /// A tree that has been read, and what was wrong with it, which is not reported again.
  Trial(const Node& root, const spec::Scenario& scenario, Problems problems)
      : tree_(without_variation(root)), scenario_(scenario), base_(std::move(problems)) {}

  /// Adds to `problems` what is wrong with the tree when the values stand at their paths; what has no place of its own
  /// is reported at `where`. False where anything is wrong that was not before.
  bool run(const Cursor& where, const NewValues& values, Problems& problems) const;

 private:
  Node tree_;
  const spec::Scenario& scenario_;
  Problems base_;
};

}  // namespace convoyrisk::scenario
