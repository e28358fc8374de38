#pragma once

#include <cstdint>
#include <map>
#include <utility>

namespace convoyrisk::experiment {

/// Items that come in any order and go in order of their index. For one thread at a time.
template <class Item>
class InOrder {
 public:
  explicit InOrder(std::int64_t first = 0, std::map<std::int64_t, Item> waiting = {})
      : next_(first), waiting_(std::move(waiting)) {}

  /// Index of the item that goes next.
  [[nodiscard]] std::int64_t next() const { return next_; }
  [[nodiscard]] bool waits(std::int64_t index) const { return waiting_.contains(index); }

  void put(std::int64_t index, Item item) { waiting_.emplace(index, std::move(item)); }

  /// Hands `take` what can go. `take(item)` returns whether the next one may follow at once. What it throws leaves its
  /// item gone.
  template <class Take>
  void hand_on(const Take& take) {
    bool goes_on = true;
    for (auto first = waiting_.find(next_); goes_on && first != waiting_.end(); first = waiting_.find(next_)) {
      Item item = std::move(first->second);
      waiting_.erase(first);
      ++next_;
      goes_on = take(std::move(item));
    }
  }

 private:
  std::int64_t next_;
  std::map<std::int64_t, Item> waiting_;
};

}  // namespace convoyrisk::experiment
