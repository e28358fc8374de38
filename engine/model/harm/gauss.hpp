#pragma once

#include <vector>

namespace convoyrisk::model {

/// A value and its weight in an average.
struct WeightedValue {
  double value;
  double weight;
};

/// The Gauss rule of so many nodes for the integral over (0, 1) of t^power g(t), power > -1: exact where g is a
/// polynomial of degree 2 nodes - 1. Made by the eigenvalues of its recurrence (Golub and Welsch 1969) and kept for the
/// thread.
[[nodiscard]] const std::vector<WeightedValue>& gauss_rule(int nodes, double power);

}  // namespace convoyrisk::model
