#include "scenario/text/document.hpp"

#include <utility>

namespace convoyrisk::scenario {

Node Node::scalar(std::string text, Place place) {
  Node node;
  node.kind = Kind::scalar;
  node.text = std::move(text);
  node.place = place;
  return node;
}

Node Node::list(Place place) {
  Node node;
  node.kind = Kind::list;
  node.place = place;
  return node;
}

Node Node::map(Place place) {
  Node node;
  node.kind = Kind::map;
  node.place = place;
  return node;
}

Node Node::broken(Place place) {
  Node node;
  node.kind = Kind::broken;
  node.place = place;
  return node;
}

const Node* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) {
      return &entry.value;
    }
  }
  return nullptr;
}

Node* Node::find(std::string_view key) { return const_cast<Node*>(std::as_const(*this).find(key)); }

void Node::add(std::string key, Node value) {
  const Place where = value.place;
  entries.push_back({std::move(key), where, std::move(value)});
}

}  // namespace convoyrisk::scenario
