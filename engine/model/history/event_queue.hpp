#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace convoyrisk::model {

inline constexpr double never = std::numeric_limits<double>::infinity();

/// Pending events, at most one an actor, earliest first; at the same instant the actor of lower rank comes first.
/// A tournament tree (Knuth 1998, vol. 3, 5.4.1): every actor has a leaf, every inner node holds the earlier of its two
/// children, the root the next event. A change plays one path again; whoever wins, the same steps are taken, which
/// costs a processor less than a heap's unpredictable ones (benchmarks/micro.cpp).
class EventQueue {
 public:
  using Actor = std::uint32_t;

  void clear() {
    std::ranges::fill(tree_, Entry{});
    rank_.clear();
  }

  /// A new actor without a pending event; actors are numbered from 0 in order of creation.
  Actor add_actor() {
    const auto actor = static_cast<Actor>(rank_.size());
    rank_.push_back(0);
    if (rank_.size() > leaves()) {
      grow();
    }
    tree_[leaves() + actor].actor = actor;
    return actor;
  }

  [[nodiscard]] double top_time() const { return time_of(tree_[1].key); }
  /// Only where top_time() is finite.
  [[nodiscard]] Actor top_actor() const { return tree_[1].actor; }

  [[nodiscard]] std::uint64_t top_rank() const { return rank_[tree_[1].actor]; }

  /// Sets the actor's pending event; `never` takes it out.
  void set(Actor actor, double time, std::uint64_t rank) {
    rank_[actor] = rank;
    std::size_t node = leaves() + actor;
    Entry winner{key_of(time), actor};
    tree_[node] = winner;
    while (node > 1) {
      const Entry rival = tree_[node ^ 1U];
      const bool rival_wins = before(rival, winner);
      winner.key = rival_wins ? rival.key : winner.key;
      winner.actor = rival_wins ? rival.actor : winner.actor;
      node /= 2;
      tree_[node] = winner;
    }
  }

 private:
  /// Whole numbers in the order of the times they stand for: comparing them needs no branch.
  static constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  [[nodiscard]] static std::uint64_t key_of(double time) {
    const auto bits = std::bit_cast<std::uint64_t>(time + 0.0);  // -0 becomes 0
    return (bits & sign) != 0 ? ~bits : bits | sign;
  }
  [[nodiscard]] static double time_of(std::uint64_t key) {
    return std::bit_cast<double>((key & sign) != 0 ? key & ~sign : ~key);
  }

  struct Entry {
    std::uint64_t key = key_of(never);
    Actor actor = 0;
  };
  static constexpr std::size_t least_leaves = 16;

  [[nodiscard]] std::size_t leaves() const { return tree_.size() / 2; }

  [[nodiscard]] bool before(const Entry& a, const Entry& b) const {
    if (a.key == b.key) [[unlikely]] {
      return rank_[a.actor] < rank_[b.actor];
    }
    return a.key < b.key;
  }

  void grow() {
    const std::vector<Entry> old(tree_.begin() + static_cast<std::ptrdiff_t>(leaves()), tree_.end());
    tree_.assign(4 * old.size(), Entry{});
    std::ranges::copy(old, tree_.begin() + static_cast<std::ptrdiff_t>(leaves()));
    for (std::size_t node = leaves() - 1; node > 0; --node) {
      const Entry& left = tree_[2 * node];
      const Entry& right = tree_[2 * node + 1];
      tree_[node] = before(right, left) ? right : left;
    }
  }

  std::vector<Entry> tree_ = std::vector<Entry>(2 * least_leaves);  ///< root at 1, children of n at 2n and 2n + 1
  std::vector<std::uint64_t> rank_;                                 ///< by actor
};

}  // namespace convoyrisk::model
