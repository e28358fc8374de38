#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/problems.hpp"
#include "scenario/text/values.hpp"
#include "scenario/variation/drawn_parameter.hpp"
#include "scenario/variation/parameters.hpp"

namespace convoyrisk::scenario {

/// Rows of values of several parameters, each of which is drawn as a whole.
struct DrawTable {
  std::vector<std::vector<std::size_t>> choices;  ///< by column and row: which choice of the parameter stands there
  std::vector<double> weights;                    ///< by row
  std::vector<std::size_t> row_of_draw;           ///< filled by draw()
  std::uint64_t seed = 0;                         ///< likewise

  [[nodiscard]] std::size_t columns() const { return choices.size(); }
  /// Says which row each draw takes; a table without rows stays as it is.
  void draw(std::size_t draws, std::uint64_t of_seed);
  [[nodiscard]] std::size_t choice(std::size_t column, std::size_t draw) const { return choices[column][row(draw)]; }
  /// Of draws beyond those that draw() was told, which a search takes, each by itself with a chance in proportion to
  /// its weight.
  [[nodiscard]] std::size_t row(std::size_t draw) const;
};

/// Puts what the file of `uncertainty.table` holds in the place of its name: a map of columns to lists of their values.
void inline_table(Node& root, const std::filesystem::path& directory, Problems& problems);

/// Reads the map at `at`, adds a parameter for each of its columns, and tries every row in its place in the scenario.
[[nodiscard]] DrawTable read_draw_table(const Cursor& at, std::vector<DrawnParameter>& parameters,
                                        const TryValues& try_values);

/// What may stand at the key: the name of a file, or the map.
void draw_table_schema(Schema& schema);

}  // namespace convoyrisk::scenario
