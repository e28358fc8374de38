#pragma once

#include <cstddef>
#include <vector>

#include "model/world/candidates.hpp"

namespace convoyrisk::model {

/// Bounds of what passes add to the weights of a home's candidates, by run of its CandidateTable: every segment of a
/// run weighs at most its weight in the table times the exponential of the bound.
struct TargetBounds {
  struct OfRun {
    double logarithm = 0;   ///< the bound
    double share = 0;       ///< exp(logarithm - the greatest one of all runs that have weight)
    double cumulative = 0;  ///< of weight times share, this run included
  };
  std::vector<OfRun> runs;
  double total = 0;  ///< of weight times share

  void clear() { runs.clear(); }
  void add(double logarithm) { runs.push_back({.logarithm = logarithm}); }
  /// Once the logarithms of all runs are there.
  void add_up(const CandidateTable& table);
};

/// How a policy's entry of schedule or split loosens a timetable, once it may cover trips.
struct Leeway {
  double from_h = 0;     ///< no trip that it covers departs before
  double jitter_h = 0;   ///< that a trip may depart earlier or later,
  double curfew_h = 0;   ///< later still for a curfew,
  double headway_h = 0;  ///< and for a headway
  int parts = 1;         ///< as which it may leave
};

/// When trips of a convoy may depart under a policy, however long the run: its timetable repeats itself.
struct Rhythm {
  std::vector<double> scheduled_h;  ///< in one period, in order
  double period_h = 0;
  std::vector<Leeway> leeways;
};

/// The greatest memory of passes that the convoy can leave at a place until some leeway after `time_h` comes: sum over
/// trips that passed it before t of exp(-(t - t_pass)/memory), at the worst t and with the worst departures. Its ways
/// to the place differ by at most `spread_h`.
[[nodiscard]] double greatest_level(const Rhythm& rhythm, double time_h, double spread_h, double memory_h);

}  // namespace convoyrisk::model
