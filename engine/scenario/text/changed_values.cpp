#include "scenario/text/changed_values.hpp"

#include <algorithm>
#include <utility>

#include "base/nearest.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] std::string in_a_line(const Node* node) {
  if (node == nullptr) {
    return "not there";
  }
  return node->kind == Node::Kind::scalar ? node->text : shown(print_yaml_line(*node));
}

class Comparison {
 public:
  void compare(const Node* before, const Node* after, const std::string& path) {
    if (before == nullptr || after == nullptr || before->kind != after->kind) {
      if (before != after) {
        differ(before, after, path);
      }
      return;
    }
    switch (before->kind) {
      case Node::Kind::map:
        compare_maps(*before, *after, path);
        break;
      case Node::Kind::list:
        compare_lists(*before, *after, path);
        break;
      default:
        if (before->text != after->text) {
          differ(before, after, path);
        }
    }
  }
  [[nodiscard]] std::vector<ChangedValue> take() { return std::move(found_); }

 private:
  void differ(const Node* before, const Node* after, const std::string& path) {
    found_.push_back({path, in_a_line(before), in_a_line(after)});
  }

  void compare_maps(const Node& before, const Node& after, const std::string& path) {
    for (const Node::Entry& entry : before.entries) {
      compare(&entry.value, after.find(entry.key), join(path, entry.key));
    }
    for (const Node::Entry& entry : after.entries) {
      if (before.find(entry.key) == nullptr) {
        compare(nullptr, &entry.value, join(path, entry.key));
      }
    }
  }

  void compare_lists(const Node& before, const Node& after, const std::string& path) {
    const std::vector<std::string> old_names = names_of(before, path);
    const std::vector<std::string> new_names = names_of(after, path);
    if (are_names(old_names) && are_names(new_names)) {
      compare_named(before, old_names, after, new_names, path);
    } else if (old_names == new_names) {
      for (std::size_t i = 0; i < before.items.size(); ++i) {
        const std::string& name = old_names[i];
        compare(&before.items[i], &after.items[i], name.empty() ? join(path, i) : join(path, name));
      }
    } else {
      differ(&before, &after, path);
    }
  }

  void compare_named(const Node& before, const std::vector<std::string>& old_names, const Node& after,
                     const std::vector<std::string>& new_names, const std::string& path) {
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < old_names.size(); ++i) {
      const auto found = std::ranges::find(new_names, old_names[i]);
      const bool stays = found != new_names.end();
      compare(&before.items[i], stays ? &after.items[static_cast<std::size_t>(found - new_names.begin())] : nullptr,
              join(path, old_names[i]));
      if (stays) {
        kept.push_back(old_names[i]);
      }
    }
    std::vector<std::string> kept_after;
    for (std::size_t i = 0; i < new_names.size(); ++i) {
      if (std::ranges::find(old_names, new_names[i]) == old_names.end()) {
        compare(nullptr, &after.items[i], join(path, new_names[i]));
      } else {
        kept_after.push_back(new_names[i]);
      }
    }
    if (kept != kept_after) {  // the first policy is the baseline
      found_.push_back({path, "in the order " + listed(kept), "in the order " + listed(kept_after)});
    }
  }

  static std::vector<std::string> names_of(const Node& list, const std::string& path) {
    std::vector<std::string> names;
    for (const Node& item : list.items) {
      names.push_back(item_name(item, path));
    }
    return names;
  }

  /// Whether each item has one of its own.
  static bool are_names(std::vector<std::string> names) {
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) == names.end() && std::ranges::find(names, "") == names.end();
  }

  static std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
      text += (text.empty() ? "" : ", ") + name;
    }
    return text;
  }

  std::vector<ChangedValue> found_;
};

}  // namespace

std::vector<ChangedValue> changed_values(const std::string& before, const std::string& after) {
  const Node first = parse_yaml(before, 0);
  const Node second = parse_yaml(after, 0);
  Comparison comparison;
  comparison.compare(&first, &second, "");
  return comparison.take();
}

}  // namespace convoyrisk::scenario
