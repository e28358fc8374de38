#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/history/event_queue.hpp"

namespace convoyrisk::model {

/// What is to happen next, and whose turn it is.
class Agenda {
 public:
  enum class Kind : std::uint8_t { departures, recruits, cell, trip, passes };
  struct Turn {
    Kind kind;
    std::uint32_t index;  ///< among those of the kind
  };
  using Actor = EventQueue::Actor;

  void clear() {
    queue_.clear();
    turns_.clear();
  }
  Actor add(Kind kind, std::size_t index) {
    turns_.push_back({kind, static_cast<std::uint32_t>(index)});
    return queue_.add_actor();
  }
  /// The actor's turn comes at this time, `never` not at all; at the same instant lower ranks come first.
  void set(Actor actor, double time_h, std::uint64_t rank) { queue_.set(actor, time_h, rank); }

  [[nodiscard]] double next_h() const { return queue_.top_time(); }
  /// Only where next_h() is finite.
  [[nodiscard]] std::uint64_t next_rank() const { return queue_.top_rank(); }
  [[nodiscard]] Turn next() const { return turns_[queue_.top_actor()]; }

 private:
  EventQueue queue_;
  std::vector<Turn> turns_;  ///< by actor
};

}  // namespace convoyrisk::model
