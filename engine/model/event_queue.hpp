#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace convoyrisk::model {

inline constexpr double never = std::numeric_limits<double>::infinity();

/// Pending events, at most one an actor, earliest first; at the same instant the actor of lower rank comes first.
/// An indexed 4-ary heap (Larkin, Sen and Tarjan 2014 on why four): an actor's time is changed in place.
class EventQueue {
 public:
  using Actor = std::uint32_t;

  void clear() {
    heap_.clear();
    place_.clear();
    rank_.clear();
  }

  /// A new actor without a pending event; actors are numbered from 0 in order of creation.
  Actor add_actor() {
    place_.push_back(absent);
    rank_.push_back(0);
    return static_cast<Actor>(place_.size() - 1);
  }

  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] double top_time() const { return heap_.empty() ? never : heap_.front().time; }
  [[nodiscard]] Actor top_actor() const { return heap_.front().actor; }

  /// Sets the actor's pending event; `never` takes it out.
  void set(Actor actor, double time, std::uint64_t rank) {
    const std::uint32_t place = place_[actor];
    if (time == never) {
      if (place != absent) {
        remove(place);
      }
      return;
    }
    const Entry entry{time, actor};
    rank_[actor] = rank;
    if (place == absent) {
      heap_.push_back(entry);
      sift_up(heap_.size() - 1, entry);
    } else if (before(entry, heap_[place])) {
      sift_up(place, entry);
    } else {
      sift_down(place, entry);
    }
  }

 private:
  struct Entry {
    double time;
    Actor actor;
  };
  static constexpr std::size_t arity = 4;
  static constexpr std::uint32_t absent = std::numeric_limits<std::uint32_t>::max();

  [[nodiscard]] bool before(const Entry& a, const Entry& b) const {
    return a.time < b.time || (a.time == b.time && rank_[a.actor] < rank_[b.actor]);
  }

  void put(std::size_t place, const Entry& entry) {
    heap_[place] = entry;
    place_[entry.actor] = static_cast<std::uint32_t>(place);
  }

  void sift_up(std::size_t place, const Entry& entry) {
    while (place > 0) {
      const std::size_t parent = (place - 1) / arity;
      if (!before(entry, heap_[parent])) {
        break;
      }
      put(place, heap_[parent]);
      place = parent;
    }
    put(place, entry);
  }

  void sift_down(std::size_t place, const Entry& entry) {
    const std::size_t size = heap_.size();
    while (true) {
      const std::size_t first = place * arity + 1;
      if (first >= size) {
        break;
      }
      std::size_t least = first;
      const std::size_t last = first + arity < size ? first + arity : size;
      for (std::size_t child = first + 1; child < last; ++child) {
        if (before(heap_[child], heap_[least])) {
          least = child;
        }
      }
      if (!before(heap_[least], entry)) {
        break;
      }
      put(place, heap_[least]);
      place = least;
    }
    put(place, entry);
  }

  void remove(std::size_t place) {
    place_[heap_[place].actor] = absent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (place < heap_.size()) {
      if (place > 0 && before(last, heap_[(place - 1) / arity])) {
        sift_up(place, last);
      } else {
        sift_down(place, last);
      }
    }
  }

  std::vector<Entry> heap_;
  std::vector<std::uint64_t> rank_;   ///< by actor
  std::vector<std::uint32_t> place_;  ///< by actor: where in the heap, or absent
};

}  // namespace convoyrisk::model
