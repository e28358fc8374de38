// The reference corridor (docs/benchmarks.md) as a plain event-heap program, the yardstick of the engine's speed: one
// std::priority_queue of events, one generator, every convoy's passing of every midpoint an event.
//
//   heap_corridor REPLICATIONS SEED [SEGMENTS_PER_HALF]     three segments of 5 km unless said
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "common.hpp"

namespace {

// Hours throughout.
constexpr double horizon = 30 * 24;
constexpr int roads = 20;
constexpr double half_duration = 0.25;
constexpr int convoys = 10;  // convoy i departs every day at hour i
constexpr int workers = 40;  // in one vehicle, which an attack always hits
constexpr double dormant_mean = 8;
constexpr double timing_spread = 24;
constexpr double staged_mean = 4;
constexpr double attack_probability = 0.05;
constexpr double kill_probability = 0.05;

enum class EventKind : std::uint8_t { departure, pass, arrival, choice, staging, withdrawal };

struct Event {
  double time;
  EventKind kind;
  int actor;               // a convoy, a trip or a cell
  std::uint32_t stay = 0;  // of a cell: the event is void where the cell has moved on since
  friend bool operator>(const Event& a, const Event& b) { return a.time > b.time; }
};

struct Cell {
  int segment = 0;
  std::uint32_t stay = 0;
};

struct Trip {
  double departure = 0;
  int next_segment = 0;
  int alive = workers;
};

class Corridor {
 public:
  Corridor(std::uint64_t seed, int segments_per_half)
      : random_(seed),
        segments_per_half_(segments_per_half),
        segments_(2 * roads * segments_per_half),
        segment_duration_(half_duration / segments_per_half),
        staged_(static_cast<std::size_t>(segments_)) {}

  peers::CorridorCounts replicate() {
    start();
    while (!queue_.empty() && queue_.top().time < horizon) {
      const Event event = queue_.top();
      queue_.pop();
      handle(event);
    }
    return counts_;
  }

 private:
  void start() {
    counts_ = {};
    queue_ = {};
    trips_.clear();
    free_trips_.clear();
    for (auto& cells : staged_) {
      cells.clear();
    }
    cells_.assign(roads, {});
    for (int cell = 0; cell < roads; ++cell) {
      fall_dormant(cell, 0);
    }
    for (int convoy = 0; convoy < convoys; ++convoy) {
      queue_.push({static_cast<double>(convoy), EventKind::departure, convoy});
    }
  }

  void handle(const Event& event) {
    switch (event.kind) {
      case EventKind::departure:
        depart(event.actor, event.time);
        break;
      case EventKind::pass:
        pass(event.actor, event.time);
        break;
      case EventKind::arrival:
        arrive(event.actor);
        break;
      case EventKind::choice:
        choose(event.actor, event.time);
        break;
      case EventKind::staging:
        stage(event.actor, event.time);
        break;
      case EventKind::withdrawal:
        if (event.stay == cells_[static_cast<std::size_t>(event.actor)].stay) {
          withdraw(event.actor, event.time);
        }
        break;
    }
  }

  void depart(int convoy, double now) {
    int trip = static_cast<int>(trips_.size());
    if (free_trips_.empty()) {
      trips_.emplace_back();
    } else {
      trip = free_trips_.back();
      free_trips_.pop_back();
    }
    trips_[static_cast<std::size_t>(trip)] = {now, 0, workers};
    queue_.push({now + 24, EventKind::departure, convoy});
    queue_.push({now + segment_duration_ / 2, EventKind::pass, trip});
  }

  void pass(int index, double now) {
    Trip& trip = trips_[static_cast<std::size_t>(index)];
    meet_cells(trip, now);
    ++trip.next_segment;
    if (trip.next_segment < segments_) {
      queue_.push({trip.departure + (trip.next_segment + 0.5) * segment_duration_, EventKind::pass, index});
    } else {
      queue_.push({trip.departure + segments_ * segment_duration_, EventKind::arrival, index});
    }
  }

  // Cells are asked in turn until one attacks.
  void meet_cells(Trip& trip, double now) {
    for (const int cell : staged_[static_cast<std::size_t>(trip.next_segment)]) {
      ++counts_.encounters;
      if (attacks_(random_)) {
        attack(trip);
        withdraw(cell, now);
        return;
      }
    }
  }

  void attack(Trip& trip) {
    const int killed = std::binomial_distribution<int>(trip.alive, kill_probability)(random_);
    trip.alive -= killed;
    ++counts_.attacks;
    counts_.killed += killed;
  }

  void arrive(int trip) {
    ++counts_.trips;
    free_trips_.push_back(trip);
  }

  void fall_dormant(int cell, double now) { queue_.push({now + dormant_(random_), EventKind::choice, cell}); }

  // A road's cell waits in the middle of the road; its candidates are the segments on either side.
  void choose(int cell, double now) {
    const int middle = (2 * cell + 1) * segments_per_half_;
    cells_[static_cast<std::size_t>(cell)].segment = before_(random_) ? middle - 1 : middle;
    queue_.push({now + timing_(random_), EventKind::staging, cell});
  }

  void stage(int index, double now) {
    const Cell& cell = cells_[static_cast<std::size_t>(index)];
    auto& here = staged_[static_cast<std::size_t>(cell.segment)];
    here.insert(std::upper_bound(here.begin(), here.end(), index), index);
    queue_.push({now + staging_(random_), EventKind::withdrawal, index, cell.stay});
  }

  // Recovering takes no time here.
  void withdraw(int index, double now) {
    Cell& cell = cells_[static_cast<std::size_t>(index)];
    auto& here = staged_[static_cast<std::size_t>(cell.segment)];
    here.erase(std::find(here.begin(), here.end(), index));
    ++cell.stay;
    fall_dormant(index, now);
  }

  std::mt19937_64 random_;
  std::exponential_distribution<double> dormant_{1 / dormant_mean};
  std::uniform_real_distribution<double> timing_{0, timing_spread};
  std::exponential_distribution<double> staging_{1 / staged_mean};
  std::bernoulli_distribution before_{0.5};
  std::bernoulli_distribution attacks_{attack_probability};

  int segments_per_half_;
  int segments_;
  double segment_duration_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> queue_;
  std::vector<Cell> cells_;
  std::vector<Trip> trips_;
  std::vector<int> free_trips_;
  std::vector<std::vector<int>> staged_;  // by segment
  peers::CorridorCounts counts_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "Usage: heap_corridor REPLICATIONS SEED [SEGMENTS_PER_HALF]\n";
    return 2;
  }
  const int replications = std::stoi(argv[1]);
  Corridor corridor(std::stoull(argv[2]), argc > 3 ? std::stoi(argv[3]) : 3);
  peers::time_corridor(corridor, replications, std::cout);
}
