#include "scenario/changed_values.hpp"

#include <algorithm>

#include "base/nearest.hpp"
#include "scenario/document.hpp"
#include "scenario/path.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] std::string in_a_line(const Node* node) {
  if (node == nullptr) {
    return "not there";
  }
  return node->kind == Node::Kind::scalar ? node->text : shown(print_yaml_line(*node));
}

void compare_values(const Node* before, const Node* after, const std::string& path, std::vector<ChangedValue>& found) {
  if (before == nullptr || after == nullptr || before->kind != after->kind) {
    if (before != after) {
      found.push_back({path, in_a_line(before), in_a_line(after)});
    }
    return;
  }
  switch (before->kind) {
    case Node::Kind::map:
      for (const Node::Entry& entry : before->entries) {
        compare_values(&entry.value, after->find(entry.key), join(path, entry.key), found);
      }
      for (const Node::Entry& entry : after->entries) {
        if (before->find(entry.key) == nullptr) {
          compare_values(nullptr, &entry.value, join(path, entry.key), found);
        }
      }
      break;
    case Node::Kind::list: {
      const bool alike = std::ranges::equal(before->items, after->items, [&](const Node& a, const Node& b) {
        return item_name(a, path) == item_name(b, path);
      });
      if (!alike) {
        found.push_back({path, in_a_line(before), in_a_line(after)});
        break;
      }
      for (std::size_t i = 0; i < before->items.size(); ++i) {
        const std::string name = item_name(before->items[i], path);
        compare_values(&before->items[i], &after->items[i], name.empty() ? join(path, i) : join(path, name), found);
      }
      break;
    }
    default:
      if (before->text != after->text) {
        found.push_back({path, in_a_line(before), in_a_line(after)});
      }
  }
}

}  // namespace

std::vector<ChangedValue> changed_values(const std::string& before, const std::string& after) {
  const Node first = parse_yaml(before, 0);
  const Node second = parse_yaml(after, 0);
  std::vector<ChangedValue> found;
  compare_values(&first, &second, "", found);
  return found;
}

}  // namespace convoyrisk::scenario
