#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/form.hpp"
#include "scenario/variation/copula.hpp"
#include "scenario/variation/draw_table.hpp"
#include "scenario/variation/drawn_parameter.hpp"
#include "scenario/variation/parameters.hpp"

namespace convoyrisk::scenario {

/// The block `uncertainty`.
struct Uncertainty {
  std::int64_t draws = 0;                  ///< 0 without a block
  std::int64_t inner = 16;                 ///< replications of each draw and policy
  std::vector<DrawnParameter> parameters;  ///< first those of the table, by column
  DrawTable table;
  Copula copula;
  std::optional<Node> node;  ///< the block as it is written; none without one

  /// The value of every parameter's law in a draw: the quantile of a scrambled uniform keyed by (seed,
  /// parameter_purpose, hash of its path), so that it depends on no other parameter and not on the order or number of
  /// draws; the copula then moves the uniforms of those that are correlated. Parameters of the table have the values of
  /// one row.
  [[nodiscard]] std::vector<double> values(std::uint64_t seed, std::uint64_t draw) const;
};

/// The key `uncertainty`, of which read_uncertainty() is the reader: only its schema is set.
[[nodiscard]] Value uncertainty_key();

/// Reads the block at `at`, whose table is inlined, and tries bounds, choices, means and rows in their place in the
/// scenario. The seed is that of the run.
[[nodiscard]] Uncertainty read_uncertainty(const Cursor& at, std::uint64_t seed, const TryValues& try_values);

}  // namespace convoyrisk::scenario
