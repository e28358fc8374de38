// The reference corridor (docs/benchmarks.md) written by hand for this one case, the limit of the engine's speed: cells
// do not hear of each other, so each is followed alone over the month, road by road, and passes are counted by
// arithmetic.
//
//   hand_corridor REPLICATIONS SEED
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "common.hpp"

namespace {

// Hours throughout.
constexpr int days = 30;
constexpr int roads = 20;
constexpr int convoys = 10;  // convoy i departs every day at hour i
constexpr int workers = 40;  // in one vehicle, which an attack always hits
constexpr double half_duration = 0.25;
constexpr int segments_per_half = 3;
constexpr double dormant_mean = 8;
constexpr double timing_spread = 24;
constexpr double staged_mean = 4;
constexpr double attack_probability = 0.05;
constexpr double kill_probability = 0.05;

/// Passes of a place, `offset` hours from the start of the road, before `t`; they are counted from the first of the
/// month.
int passes_before(double t, double offset) {
  const double since = t - offset;
  if (since <= 0) {
    return 0;
  }
  const int day = static_cast<int>(since / 24);
  const double hour = since - 24 * day;
  return std::min(day * convoys + std::min(static_cast<int>(std::ceil(hour)), convoys), days * convoys);
}

double time_of_pass(int pass, double offset) { return 24.0 * (pass / convoys) + pass % convoys + offset; }

class Corridor {
 public:
  explicit Corridor(std::uint64_t seed) : random_(seed), alive_(days * convoys) {}

  peers::CorridorCounts replicate() {
    peers::CorridorCounts counts;
    counts.trips = days * convoys;
    std::fill(alive_.begin(), alive_.end(), workers);
    for (int road = 0; road < roads; ++road) {
      follow_cell(road, counts);
    }
    return counts;
  }

 private:
  void follow_cell(int road, peers::CorridorCounts& counts) {
    constexpr double segment_duration = half_duration / segments_per_half;
    constexpr double horizon = 24.0 * days;
    double t = random_.exponential(dormant_mean);
    while (t < horizon) {
      const double side = random_.uniform() < 0.5 ? -0.5 : 0.5;  // the segment before the middle of the road, or after
      const double offset = 2 * half_duration * road + half_duration + side * segment_duration;
      const double begin = t + timing_spread * random_.uniform();
      const double end = begin + random_.exponential(staged_mean);
      const int first = passes_before(begin, offset);
      const int met = passes_before(std::min(end, horizon), offset) - first;
      t = end;
      if (met > 0) {
        const double before_attack = std::floor(std::log(random_.uniform()) / log_missed);
        if (before_attack < met) {
          const int pass = first + static_cast<int>(before_attack);
          counts.encounters += before_attack + 1;
          attack(alive_[static_cast<std::size_t>(pass)], counts);
          t = time_of_pass(pass, offset);
        } else {
          counts.encounters += met;
        }
      }
      t += random_.exponential(dormant_mean);
    }
  }

  void attack(int& alive, peers::CorridorCounts& counts) {
    ++counts.attacks;
    double left = random_.uniform();  // inverse of the binomial law
    double probability = std::pow(1 - kill_probability, alive);
    int killed = 0;
    while (left > probability && killed < alive) {
      left -= probability;
      probability *= (alive - killed) / (killed + 1.0) * (kill_probability / (1 - kill_probability));
      ++killed;
    }
    alive -= killed;
    counts.killed += killed;
  }

  const double log_missed = std::log(1 - attack_probability);
  peers::Random random_;
  std::vector<int> alive_;  // by trip
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "Usage: hand_corridor REPLICATIONS SEED\n";
    return 2;
  }
  const int replications = std::stoi(argv[1]);
  Corridor corridor(std::stoull(argv[2]));
  peers::time_corridor(corridor, replications, std::cout);
}
