#include "model/history/event_queue.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "random/stream.hpp"

namespace convoyrisk::model {
namespace {

TEST_CASE("an empty queue has no time") {
  EventQueue queue;
  CHECK(queue.top_time() == never);
  queue.set(queue.add_actor(), never, 0);
  CHECK(queue.top_time() == never);
}

TEST_CASE("at the same instant the lower rank comes first") {
  EventQueue queue;
  const auto a = queue.add_actor();
  const auto b = queue.add_actor();
  queue.set(a, 1, 7);
  queue.set(b, 1, 3);
  CHECK(queue.top_actor() == b);
  queue.set(b, 1, 9);
  CHECK(queue.top_actor() == a);
}

TEST_CASE("a cleared queue numbers actors from 0 again") {
  EventQueue queue;
  queue.add_actor();
  queue.set(queue.add_actor(), 2, 0);
  queue.clear();
  CHECK(queue.top_time() == never);
  CHECK(queue.add_actor() == 0);
}

/// A list searched from end to end.
class PlainQueue {
 public:
  explicit PlainQueue(std::size_t actors) : pending_(actors) {}

  void set(std::size_t actor, double time, std::uint64_t rank) {
    pending_[actor] = time == never ? std::nullopt : std::optional(std::tuple(time, rank, actor));
  }
  [[nodiscard]] std::optional<std::tuple<double, std::uint64_t, std::size_t>> top() const {
    std::optional<std::tuple<double, std::uint64_t, std::size_t>> least;
    for (const auto& event : pending_) {
      if (event && (!least || *event < *least)) {
        least = event;
      }
    }
    return least;
  }

 private:
  std::vector<std::optional<std::tuple<double, std::uint64_t, std::size_t>>> pending_;
};

TEST_CASE("the queue agrees with a plain list under random changes") {
  for (const std::size_t actors : {1, 3, 30, 200}) {
    EventQueue queue;
    PlainQueue plain(actors);
    for (std::size_t i = 0; i < actors; ++i) {
      queue.add_actor();
    }
    random::Stream stream(5, 0, actors, 0, 0);
    for (int step = 0; step < 5000; ++step) {
      const auto top = plain.top();
      const bool change_top = top && stream.uniform() < 0.5;
      const std::size_t actor =
          change_top ? std::get<2>(*top) : static_cast<std::size_t>(stream.uniform() * static_cast<double>(actors));
      const double time = stream.uniform() < 0.2 ? never : std::floor(stream.uniform() * 20) - 8;  // ties on purpose
      const std::uint64_t rank = static_cast<std::uint64_t>(stream.uniform() * 4) * 1000 + actor;
      queue.set(static_cast<EventQueue::Actor>(actor), time, rank);
      plain.set(actor, time, rank);
      const auto expected = plain.top();
      REQUIRE(queue.top_time() == (expected ? std::get<0>(*expected) : never));
      if (expected) {
        REQUIRE(queue.top_actor() == std::get<2>(*expected));
      }
    }
  }
}

}  // namespace
}  // namespace convoyrisk::model
