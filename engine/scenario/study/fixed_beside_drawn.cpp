#include "scenario/study/fixed_beside_drawn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "base/nearest.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

/// A value of a policy, such as `escort.spot`.
struct Measure {
  std::size_t policy = 0;
  std::vector<std::string> keys;  ///< down from the policy
};

/// The measure that a path leads to; none where it leads elsewhere, or into a list: what stands at the same place of
/// another policy's list is not the same thing.
[[nodiscard]] std::optional<Measure> measure_at(const Path& path, const std::vector<std::string>& names) {
  if (path.size() < 3 || path[0] != Step("policies")) {
    return std::nullopt;
  }
  Measure measure;
  if (const auto* index = std::get_if<std::size_t>(&path[1])) {
    measure.policy = *index;
  } else {
    const auto named = std::ranges::find(names, std::get<std::string>(path[1]));
    measure.policy = static_cast<std::size_t>(named - names.begin());
  }
  for (std::size_t i = 2; i < path.size(); ++i) {
    const auto* const key = std::get_if<std::string>(&path[i]);
    if (key == nullptr) {
      return std::nullopt;
    }
    measure.keys.push_back(*key);
  }
  return measure;
}

[[nodiscard]] const Node* find(const Node& policy, const std::vector<std::string>& keys) {
  const Node* node = &policy;
  for (const std::string& key : keys) {
    node = node != nullptr ? node->find(key) : nullptr;
  }
  return node;
}

/// A value that is fixed under one policy and drawn under others.
struct Mixed {
  std::string path;
  const Node* value = nullptr;
  std::string drawn_as;               ///< path of the distribution
  std::vector<std::string> drawn_by;  ///< policies
};

[[nodiscard]] std::string told(const Mixed& mixed) {
  const std::string value = mixed.value->kind == Node::Kind::scalar ? " at " + mixed.value->text : "";
  return fmt::format(
      "is fixed{} but drawn under {} '{}', so that these are not compared under the same assumption; "
      "uncertainty.parameters can share the draw: `{}: {{same: {}}}`",
      value, mixed.drawn_by.size() > 1 ? "policies" : "policy", fmt::join(mixed.drawn_by, "', '"), mixed.path,
      mixed.drawn_as);
}

class Mixtures {
 public:
  Mixtures(const Node& tree, const Sweep& sweep, const Uncertainty& uncertainty) : list_(*tree.find("policies")) {
    for (const Node& item : list_.items) {
      names_.push_back(item_name(item, "policies"));
    }
    for (const SweptValues& swept : sweep.parameters) {
      varied_.push_back(print_path(swept.path, tree));
    }
    for (const DrawnParameter& parameter : uncertainty.parameters) {
      for (const DrawnPlace& place : parameter.places) {
        varied_.push_back(print_path(place.path, tree));
      }
    }
  }

  /// Takes up the policies that fix what another one draws at `path`.
  void add(const Path& path, const std::string& drawn_as, const std::vector<PolicyId>& policies) {
    const std::optional<Measure> drawn = measure_at(path, names_);
    if (!drawn || std::ranges::find(policies, PolicyId(drawn->policy)) == policies.end()) {
      return;
    }
    for (const PolicyId policy : policies) {
      std::string own = join("policies", names_[policy.index()]);
      for (const std::string& key : drawn->keys) {
        own = join(own, key);
      }
      const Node* const value = find(list_.items[policy.index()], drawn->keys);
      if (value == nullptr || std::ranges::any_of(varied_, [&](const std::string& other) {
            return holds(own, other) || holds(other, own);
          })) {
        continue;
      }
      auto known = std::ranges::find(found_, own, &Mixed::path);
      if (known == found_.end()) {
        known = found_.insert(found_.end(), {own, value, drawn_as, {}});
      }
      known->drawn_by.push_back(printable(names_[drawn->policy]));
    }
  }

  [[nodiscard]] const std::vector<Mixed>& found() const { return found_; }

 private:
  const Node& list_;
  std::vector<std::string> names_;
  std::vector<std::string> varied_;
  std::vector<Mixed> found_;
};

}  // namespace

std::vector<std::string> fixed_beside_drawn(const Node& tree, const Problems& sources, const Sweep& sweep,
                                            const Uncertainty& uncertainty, const std::vector<PolicyId>& policies) {
  Mixtures mixtures(tree, sweep, uncertainty);
  for (const DrawnParameter& parameter : uncertainty.parameters) {
    for (const DrawnPlace& place : parameter.places) {
      mixtures.add(place.path, parameter.key(), policies);
    }
  }
  Problems problems = sources.fresh();
  for (const Mixed& mixed : mixtures.found()) {
    problems.warning(mixed.value->place, mixed.path, told(mixed));
  }
  return problems.warnings();
}

}  // namespace convoyrisk::scenario
