#include "network/graph.hpp"

#include <numeric>
#include <utility>

#include "base/check.hpp"

namespace convoyrisk::network {

Graph::Graph(std::size_t node_count, std::vector<Link> links)
    : links_(std::move(links)), exits_(2 * links_.size()), first_exit_(node_count + 1) {
  for (const Link& link : links_) {
    CONVOYRISK_ASSERT(link.from.index() < node_count && link.to.index() < node_count);
    ++first_exit_[link.from.index() + 1];
    ++first_exit_[link.to.index() + 1];
  }
  std::partial_sum(first_exit_.begin(), first_exit_.end(), first_exit_.begin());

  std::vector<std::size_t> next = first_exit_;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const Link& link = links_[i];
    exits_[next[link.from.index()]++] = {RoadId(i), link.to, true};
    exits_[next[link.to.index()]++] = {RoadId(i), link.from, false};
  }
}

std::span<const Exit> Graph::exits(NodeId node) const {
  const std::size_t first = first_exit_[node.index()];
  return std::span(exits_).subspan(first, first_exit_[node.index() + 1] - first);
}

}  // namespace convoyrisk::network
