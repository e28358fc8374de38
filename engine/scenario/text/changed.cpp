#include "scenario/text/changed.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] std::string key_of_index(std::size_t index) { return "[" + std::to_string(index) + "]"; }

/// The key by which below() finds a step, and where it leads; nullptr where it leads nowhere. Roads, which go by their
/// ends too, are not among what changes.
[[nodiscard]] std::pair<std::string, const Node*> follow(const Node& node, const Step& step) {
  const auto* const name = std::get_if<std::string>(&step);
  if (node.kind != Node::Kind::list) {
    return {name != nullptr ? *name : "", name != nullptr ? node.find(*name) : nullptr};
  }
  std::size_t index = 0;
  if (name != nullptr) {
    const auto named = std::ranges::find_if(node.items, [&](const Node& item) { return item_name(item, "") == *name; });
    index = static_cast<std::size_t>(named - node.items.begin());
  } else {
    index = std::get<std::size_t>(step);
  }
  return {key_of_index(index), index < node.items.size() ? &node.items[index] : nullptr};
}

[[nodiscard]] const Changed* found_or_nothing(const std::map<std::string, Changed, std::less<>>& below,
                                              std::string_view key) {
  static const Changed nothing;
  const auto found = below.find(key);
  return found == below.end() ? &nothing : &found->second;
}

}  // namespace

std::pair<Changed*, const Node*> Changed::find_or_add(const Path& path, const Node& root) {
  Changed* place = this;
  const Node* node = &root;
  for (const Step& step : path) {
    if (node == nullptr) {
      break;
    }
    auto [key, next] = follow(*node, step);
    place = &place->below_[std::move(key)];
    node = next;
  }
  return {place, node};
}

void Changed::add(const Path& path, const Node& root) { find_or_add(path, root).first->here_ = true; }

bool Changed::put(const Path& path, const Node& root, const Node& value) {
  const auto [place, node] = find_or_add(path, root);
  if (node == nullptr || node->kind != Node::Kind::scalar) {
    return false;
  }
  place->here_ = true;
  place->value_ = &value;
  return true;
}

const Changed* Changed::below(std::string_view key) const { return here_ ? nullptr : found_or_nothing(below_, key); }

const Changed* Changed::below(std::size_t index) const { return below(std::string_view(key_of_index(index))); }

bool leave_the_rest(const NewValues& values) {
  return std::ranges::all_of(values, [](const auto& value) {
    const auto& [path, node] = value;
    return node.kind == Node::Kind::scalar && path.front() != Step("network") && path.back() != Step("name");
  });
}

}  // namespace convoyrisk::scenario
