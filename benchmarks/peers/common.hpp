// What programs by hand share: random numbers, and how they tell what they counted and how long it took.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <ostream>

namespace peers {

inline std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

/// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double uniform() {  // in (0, 1)
    state_ += 0x9E3779B97F4A7C15U;
    return (static_cast<double>(mixed(state_) >> 12U) + 0.5) * 0x1p-52;
  }
  bool chance(double probability) { return uniform() < probability; }
  double exponential(double mean) { return -mean * std::log(uniform()); }
  double normal() { return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }
  double gamma(double mean, double cv) {  // Marsaglia and Tsang
    const double shape = 1 / (cv * cv);
    const double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
      const double x = normal();
      const double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
      if (v > 0 && std::log(uniform()) < x * x / 2 + d - d * v + d * std::log(v)) {
        return mean / shape * d * v * (shape < 1 ? std::pow(uniform(), 1 / shape) : 1);
      }
    }
  }
  int binomial(int n, double p) {
    int count = 0;
    for (int i = 0; i < n; ++i) {
      count += chance(p) ? 1 : 0;
    }
    return count;
  }

 private:
  std::uint64_t state_;
};

/// Processor time of this program since it was made.
class Timer {
 public:
  [[nodiscard]] double seconds() const { return static_cast<double>(std::clock() - begin_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t begin_ = std::clock();
};

/// Means over replications of what is counted in each.
template <std::size_t count>
class Means {
 public:
  explicit Means(const std::array<const char*, count>& names) : names_(names) {}

  void add(const std::array<double, count>& values) {
    ++replications_;
    for (std::size_t i = 0; i < count; ++i) {
      sums_[i] += values[i];
      squares_[i] += values[i] * values[i];
    }
  }

  /// As members of a JSON object: "name": {"mean": m, "se": its standard error}, ...
  void print(std::ostream& out) const {
    for (std::size_t i = 0; i < count; ++i) {
      const double mean = sums_[i] / replications_;
      const double squares = std::max(0.0, squares_[i] - replications_ * mean * mean);
      const double variance = replications_ > 1 ? squares / (replications_ - 1) : 0;
      out << (i > 0 ? ", " : "") << "\"" << names_[i] << "\": {\"mean\": " << mean
          << ", \"se\": " << std::sqrt(variance / replications_) << "}";
    }
  }

 private:
  std::array<const char*, count> names_;
  std::array<double, count> sums_{};
  std::array<double, count> squares_{};
  double replications_ = 0;
};

/// What happened in one replication of the reference corridor.
struct CorridorCounts {
  double attacks = 0;
  double encounters = 0;
  double killed = 0;
  double trips = 0;
};

/// Times replications of the reference corridor and prints what they come to.
template <class Corridor>
void time_corridor(Corridor& corridor, int replications, std::ostream& out) {
  Means<4> means({"attacks", "encounters", "killed", "trips"});
  const Timer timer;
  for (int i = 0; i < replications; ++i) {
    const CorridorCounts counts = corridor.replicate();
    means.add({counts.attacks, counts.encounters, counts.killed, counts.trips});
  }
  const double seconds = timer.seconds();
  out.precision(12);
  out << "{\"replications\": " << replications << ", \"seconds\": " << seconds << ", ";
  means.print(out);
  out << "}\n";
}

}  // namespace peers
