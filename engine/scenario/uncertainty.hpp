#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/copula.hpp"
#include "scenario/document.hpp"
#include "scenario/form.hpp"
#include "scenario/parameter_distribution.hpp"
#include "scenario/parameters.hpp"
#include "scenario/path.hpp"
#include "scenario/units.hpp"

namespace convoyrisk::scenario {

/// The purpose in the keys of the draws of parameters (random::Stream). The model's purposes count up from 1; a number
/// far above keeps what is drawn once for all policies apart from what a replication draws, however many are added.
inline constexpr std::uint64_t parameter_purpose = 1000;

/// One parameter that is not known.
struct DrawnParameter {
  std::string key;  ///< the path as it is written
  Path path;
  Place place;  ///< of the key
  ParameterDistribution distribution;
  Dimension dimension = Dimension::number;  ///< of what is drawn, for which the distribution's numbers stand
  std::vector<Node> choices;                ///< instead of numbers

  /// What is put into the scenario for a value that was drawn.
  [[nodiscard]] Node node(double value) const;
};

/// The block `uncertainty`.
struct Uncertainty {
  std::int64_t draws = 0;   ///< 0 without a block
  std::int64_t inner = 16;  ///< replications of each draw and policy
  std::vector<DrawnParameter> parameters;
  Copula copula;
  std::optional<Node> node;  ///< the block as it is written; none without one

  /// The value of every parameter in a draw, in the unit of its dimension; of a choice its index. Parameter i is the
  /// quantile of a uniform keyed by (seed, parameter_purpose, draw, hash of its path), so that it depends on no other
  /// parameter and not on the order or number of draws; the copula then moves the uniforms of those that are
  /// correlated.
  [[nodiscard]] std::vector<double> values(std::uint64_t seed, std::uint64_t draw) const;
};

/// The key `uncertainty`, of which read_uncertainty() is the reader: only its schema is set.
[[nodiscard]] Value uncertainty_key();

/// Reads the block at `at`, and tries bounds, choices and means in their place in the scenario.
[[nodiscard]] Uncertainty read_uncertainty(const Cursor& at, const TryValue& try_value);

}  // namespace convoyrisk::scenario
