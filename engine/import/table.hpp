#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace convoyrisk::importer {

/// The bytes of a file without UTF-8's byte order mark. Throws InputError.
[[nodiscard]] std::string file_text(const std::filesystem::path& file);

/// A table of comma-separated values with a line of names (RFC 4180: fields in double quotes may hold commas, line
/// ends and doubled quotes). Semicolons, tabs or bars may stand for the commas: that which the line of names holds most
/// of. Spaces around fields do not count, ends of lines in a field become blanks; empty lines are passed over.
struct Table {
  struct Row {
    std::size_t line = 0;  ///< counted from 1
    std::vector<std::string> cells;
  };
  std::string file;
  char separator = ',';
  std::vector<std::string> columns;
  std::vector<Row> rows;

  /// "FILE:LINE".
  [[nodiscard]] std::string place(const Row& row) const;
  /// Throws InputError where the column stands twice.
  [[nodiscard]] std::optional<std::size_t> find(const std::string& column) const;
  /// Throws InputError with the nearest name.
  [[nodiscard]] std::size_t column(const std::string& name) const;
};

/// Throws InputError with file and line.
[[nodiscard]] Table read_table(const std::filesystem::path& file);

}  // namespace convoyrisk::importer
