#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/form.hpp"
#include "scenario/text/path.hpp"
#include "scenario/variation/overrides.hpp"
#include "scenario/variation/parameters.hpp"

namespace convoyrisk::scenario {

/// One parameter of a sweep.
struct SweptValues {
  std::string key;  ///< the path as it is written
  Path path;
  std::vector<Node> values;
};

/// The block `sweep`: values to try, and how those of several parameters combine.
struct Sweep {
  bool zip = false;  ///< the first of each, the second of each ...; else every combination, the last parameter fastest
  std::vector<SweptValues> parameters;
  std::optional<Node> node;  ///< the block as it is written; none without one

  /// 1 without parameters.
  [[nodiscard]] std::size_t point_count() const;
  [[nodiscard]] const Node& value(std::size_t point, std::size_t parameter) const;
};

/// The most points that a sweep may have.
inline constexpr std::size_t greatest_point_count = 100'000;

/// The key `sweep`, of which read_sweep() is the reader: only its schema is set.
[[nodiscard]] Value sweep_key();

/// Reads the block at `at`, and tries each value in its place in the scenario.
[[nodiscard]] Sweep read_sweep(const Cursor& at, const TryValues& try_values);

/// Puts a block `sweep` made of `--sweep PATH=A,B` into the tree, in place of the file's, of which a warning tells. The
/// values are cut at commas as in a YAML list.
void put_sweep(Node& root, const Overrides& options, bool zip, Problems& problems);

}  // namespace convoyrisk::scenario
