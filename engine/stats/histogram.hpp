#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace convoyrisk::stats {

class Histogram {
 public:
  struct Entry {
    std::int64_t value = 0;
    std::int64_t count = 0;
  };
  void add(std::int64_t value, std::int64_t count = 1) {
    const auto at = std::ranges::lower_bound(entries_, value, {}, &Entry::value);
    if (at != entries_.end() && at->value == value) {
      at->count += count;
    } else {
      entries_.insert(at, {value, count});
    }
  }
  void merge(const Histogram& other) {
    for (const Entry& entry : other.entries_) {
      add(entry.value, entry.count);
    }
  }
  [[nodiscard]] std::int64_t count_of(std::int64_t value) const {
    const auto at = std::ranges::lower_bound(entries_, value, {}, &Entry::value);
    return at != entries_.end() && at->value == value ? at->count : 0;
  }
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace convoyrisk::stats
