// The reference corridor (docs/benchmarks.md) written by hand for this one case, the limit of the engine's speed: cells
// do not hear of each other, so each is followed alone over the month, road by road, and passes are counted by
// arithmetic.
//
//   hand_corridor REPLICATIONS SEED
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

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

/// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double uniform() {  // in (0, 1)
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return (static_cast<double>((z ^ (z >> 31U)) >> 12U) + 0.5) * 0x1p-52;
  }
  double exponential(double mean) { return -mean * std::log(uniform()); }

 private:
  std::uint64_t state_;
};

struct Counts {
  double attacks = 0;
  double encounters = 0;
  double killed = 0;
  double trips = days * convoys;
};

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

  Counts replicate() {
    Counts counts;
    std::fill(alive_.begin(), alive_.end(), workers);
    for (int road = 0; road < roads; ++road) {
      follow_cell(road, counts);
    }
    return counts;
  }

 private:
  void follow_cell(int road, Counts& counts) {
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

  void attack(int& alive, Counts& counts) {
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
  Random random_;
  std::vector<int> alive_;  // by trip
};

struct Sums {
  double sum = 0;
  double squares = 0;
  void add(double value) {
    sum += value;
    squares += value * value;
  }
};

void print(const char* name, const Sums& sums, int n) {
  const double mean = sums.sum / n;
  const double variance = n > 1 ? std::max(0.0, sums.squares - n * mean * mean) / (n - 1) : 0;
  std::cout << ", \"" << name << "\": {\"mean\": " << mean << ", \"se\": " << std::sqrt(variance / n) << "}";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "Usage: hand_corridor REPLICATIONS SEED\n";
    return 2;
  }
  const int replications = std::stoi(argv[1]);
  Corridor corridor(std::stoull(argv[2]));
  Sums attacks;
  Sums encounters;
  Sums killed;
  Sums trips;
  const std::clock_t begin = std::clock();
  for (int i = 0; i < replications; ++i) {
    const Counts counts = corridor.replicate();
    attacks.add(counts.attacks);
    encounters.add(counts.encounters);
    killed.add(counts.killed);
    trips.add(counts.trips);
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::cout.precision(12);
  std::cout << "{\"replications\": " << replications << ", \"seconds\": " << seconds;
  print("attacks", attacks, replications);
  print("encounters", encounters, replications);
  print("killed", killed, replications);
  print("trips", trips, replications);
  std::cout << "}\n";
}
