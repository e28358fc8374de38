#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convoyrisk::importer {

/// The bytes of a file without a byte order mark. Throws InputError.
[[nodiscard]] std::string file_text(const std::filesystem::path& file);

/// A table of comma-separated values with a line of names (RFC 4180: fields in double quotes may hold commas, line
/// ends and doubled quotes). Spaces around plain fields do not count; empty lines are passed over.
struct Table {
  struct Row {
    std::size_t line = 0;  ///< counted from 1
    std::vector<std::string> cells;
  };
  std::string file;
  std::vector<std::string> columns;
  std::vector<Row> rows;

  /// "FILE:LINE".
  [[nodiscard]] std::string place(const Row& row) const;
  [[nodiscard]] std::optional<std::size_t> find(const std::string& column) const;
  /// Throws InputError with the nearest name.
  [[nodiscard]] std::size_t column(const std::string& name) const;
};

/// Throws InputError with file and line.
[[nodiscard]] Table read_table(const std::filesystem::path& file);

}  // namespace convoyrisk::importer
