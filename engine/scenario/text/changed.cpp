#include "scenario/text/changed.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace convoyrisk::scenario {
namespace {

/// Where a step leads among the items of a list, roads aside: those go by their ends too, but never change by
/// themselves.
[[nodiscard]] std::size_t index_of(const Step& step, const Node& list) {
  if (const auto* const index = std::get_if<std::size_t>(&step)) {
    return *index;
  }
  const std::string& name = std::get<std::string>(step);
  const auto named = std::ranges::find_if(list.items, [&](const Node& item) {
    const Node* const own = item.find("name");
    return own != nullptr && own->kind == Node::Kind::scalar && own->text == name;
  });
  return static_cast<std::size_t>(named - list.items.begin());
}

template <class Below, class Key>
[[nodiscard]] const Changed* found_or_nothing(const Below& below, Key key) {
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
    const auto* const key = std::get_if<std::string>(&step);
    if (node->kind == Node::Kind::list) {
      const std::size_t index = index_of(step, *node);
      place = &place->by_index_[index];
      node = index < node->items.size() ? &node->items[index] : nullptr;
    } else {
      place = &place->by_key_[key != nullptr ? std::string_view(*key) : std::string_view()];
      node = key != nullptr ? node->find(*key) : nullptr;
    }
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

const Changed* Changed::below(std::string_view key) const { return here_ ? nullptr : found_or_nothing(by_key_, key); }

const Changed* Changed::below(std::size_t index) const { return here_ ? nullptr : found_or_nothing(by_index_, index); }

bool leave_the_rest(const NewValues& values) {
  return std::ranges::all_of(values, [](const auto& value) {
    const auto& [path, node] = value;
    return node.kind == Node::Kind::scalar && path.front() != Step("network") && path.back() != Step("name");
  });
}

}  // namespace convoyrisk::scenario
