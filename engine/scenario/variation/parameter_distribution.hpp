#pragma once

#include <cstddef>
#include <variant>
#include <vector>

namespace convoyrisk::scenario {

/// Uniform on [least, most].
struct UniformLaw {
  double least = 0;
  double most = 0;
  [[nodiscard]] double quantile(double probability) const;
};

/// Its logarithm is uniform; 0 < least <= most.
struct LoguniformLaw {
  double least = 0;
  double most = 0;
  [[nodiscard]] double quantile(double probability) const;
};

/// Triangular, least <= mode <= most.
struct TriangularLaw {
  double least = 0;
  double mode = 0;
  double most = 0;
  [[nodiscard]] double quantile(double probability) const;
};

/// Beta on (0, 1), sd^2 < mean (1 - mean): shapes mean n and (1 - mean) n with n = mean (1 - mean) / sd^2 - 1.
struct BetaLaw {
  double mean = 0;
  double sd = 0;
  [[nodiscard]] double quantile(double probability) const;
};

struct NormalLaw {
  double mean = 0;
  double sd = 0;
  [[nodiscard]] double quantile(double probability) const;
};

/// Lognormal, mean > 0, cv = standard deviation / mean: its logarithm has the variance log(1 + cv^2).
struct LognormalLaw {
  double mean = 0;
  double cv = 0;
  [[nodiscard]] double quantile(double probability) const;
};

/// One of `count` things, all alike: their indices 0, 1, ...
struct ChoiceLaw {
  std::size_t count = 0;
  [[nodiscard]] double quantile(double probability) const;
};

/// One of several things with weights: their indices 0, 1, ...
struct WeightedChoiceLaw {
  std::vector<double> up_to;  ///< by thing: the sum of the weights to it
  [[nodiscard]] double quantile(double probability) const;
};

/// What is known of a parameter. Each law gives the value that it does not exceed with a probability strictly between 0
/// and 1, and is drawn from by inversion of a uniform.
using ParameterDistribution = std::variant<UniformLaw, LoguniformLaw, TriangularLaw, BetaLaw, NormalLaw, LognormalLaw,
                                           ChoiceLaw, WeightedChoiceLaw>;

[[nodiscard]] inline double quantile(const ParameterDistribution& distribution, double probability) {
  return std::visit([probability](const auto& law) { return law.quantile(probability); }, distribution);
}

}  // namespace convoyrisk::scenario
