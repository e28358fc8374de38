#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace convoyrisk::scenario {

/// Rank correlation (Spearman) of two parameters, by their indices.
struct RankCorrelation {
  std::size_t first = 0;
  std::size_t second = 0;
  double rho = 0;  ///< -1..1
};

/// Gaussian copula of some of many parameters: normal scores with Pearson correlations r = 2 sin(pi rho / 6) give the
/// rank correlations rho (Kruskal 1958). Pairs that are not named have the correlation 0.
class Copula {
 public:
  Copula() = default;
  /// The matrix of `correlations` must be positive semidefinite: see first_impossible().
  explicit Copula(const std::vector<RankCorrelation>& correlations);

  /// The first parameter, in their order, whose correlations cannot hold together with those of the parameters before
  /// it; none where the matrix is positive semidefinite.
  [[nodiscard]] static std::optional<std::size_t> first_impossible(const std::vector<RankCorrelation>& correlations);

  /// Turns independent uniforms in (0, 1), one a parameter, into correlated ones. Those of parameters without a
  /// correlation stay as they are.
  void apply(std::span<double> uniforms) const;

 private:
  std::vector<std::size_t> correlated_;  ///< in ascending order
  /// By row, the lower triangle L: the correlations of the normal scores are L L'.
  std::vector<std::vector<double>> factor_;
};

}  // namespace convoyrisk::scenario
