#pragma once

#include <cstddef>
#include <vector>

#include "model/world/candidates.hpp"

namespace convoyrisk::model {

/// Bounds of what passes add to the weights of a home's candidates: logarithms, by run of its CandidateTable; every
/// segment of a run weighs at most its weight in the table times the exponential of the bound.
struct TargetBounds {
  std::vector<double> logarithms;
  double greatest = 0;             ///< of them, among runs that have weight
  std::vector<double> cumulative;  ///< by run, inclusive: its weight times exp(logarithm - greatest)

  void clear() { logarithms.clear(); }
  /// Once all logarithms are there.
  void add_up(const CandidateTable& table);
};

/// The greatest memory of passes that a place on a route can have: sum over trips that passed before t of
/// exp(-(t - t_pass)/memory), at the worst t. Trips are scheduled at these times, in order, and depart at most
/// `advance_h` before and `delay_h` after.
[[nodiscard]] double greatest_level(const std::vector<double>& scheduled_h, double advance_h, double delay_h,
                                    double memory_h);

}  // namespace convoyrisk::model
