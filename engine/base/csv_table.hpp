#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace convoyrisk {

/// The bytes of a file without UTF-8's byte order mark. Throws InputError.
[[nodiscard]] std::string file_text(const std::filesystem::path& file);

/// A table cannot be read: "FILE:LINE:COLUMN: what is wrong".
class TableError : public InputError {
 public:
  TableError(const std::string& file, TextPlace place, std::string told);
  [[nodiscard]] TextPlace place() const { return place_; }
  /// What is wrong, without the place.
  [[nodiscard]] const std::string& told() const { return told_; }

 private:
  TextPlace place_;
  std::string told_;
};

/// A table of comma-separated values with a line of names (RFC 4180: fields in double quotes may hold commas, line
/// ends and doubled quotes). Semicolons, tabs or bars may stand for the commas: that which the line of names holds most
/// of. Spaces around fields do not count, ends of lines in a field become blanks; empty lines are passed over.
struct Table {
  struct Row {
    std::size_t line = 0;  ///< counted from 1
    std::vector<std::string> cells;
    std::vector<TextPlace> places;  ///< of the cells
  };
  std::string file;
  char separator = ',';
  std::vector<std::string> columns;
  std::vector<TextPlace> column_places;
  std::vector<Row> rows;

  /// "FILE:LINE".
  [[nodiscard]] std::string place(const Row& row) const;
  /// Throws InputError where the column stands twice.
  [[nodiscard]] std::optional<std::size_t> find(const std::string& column) const;
  /// Throws InputError with the nearest name.
  [[nodiscard]] std::size_t column(const std::string& name) const;
};

/// The table in a text without a byte order mark; `file` names it. Throws TableError.
[[nodiscard]] Table parse_table(const std::string& bytes, const std::string& file);

}  // namespace convoyrisk
