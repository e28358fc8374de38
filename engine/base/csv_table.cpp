#include "base/csv_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "base/input_file.hpp"
#include "base/nearest.hpp"
#include "base/printable.hpp"

namespace convoyrisk {
namespace {

[[nodiscard]] std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \r");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \r") - first + 1);
}

/// What parts the fields of the line of names.
[[nodiscard]] char separator_in(std::string_view text) {
  std::map<char, int> counts{{',', 0}, {';', 0}, {'\t', 0}, {'|', 0}};
  bool quoted = false;
  for (const char c : text.substr(0, text.find('\n'))) {
    quoted = quoted != (c == '"');
    if (const auto found = counts.find(c); found != counts.end() && !quoted) {
      ++found->second;
    }
  }
  char most = ',';
  for (const auto& [separator, count] : counts) {
    most = count > counts[most] ? separator : most;
  }
  return most;
}

/// The text with line ends of today, and without the line in which Excel says what parts the fields.
[[nodiscard]] std::string plain_lines(std::string text) {
  if (text.find('\n') == std::string::npos) {
    std::ranges::replace(text, '\r', '\n');
  }
  return text.starts_with("sep=") ? text.substr(std::min(text.find('\n'), text.size() - 1) + 1) : text;
}

/// Reads row by row.
class Parser {
 public:
  Parser(std::string text, std::string file, std::size_t first_line)
      : text_(std::move(text)), file_(std::move(file)), separator_(separator_in(text_)), line_(first_line) {}

  [[nodiscard]] bool more() const { return at_ < text_.size(); }
  [[nodiscard]] char separator() const { return separator_; }

  [[nodiscard]] Table::Row row() {
    Table::Row row{line_, {}, {}};
    do {
      row.places.push_back(place());
      row.cells.push_back(on_one_line(cell()));
    } while (take(separator_));
    if (take('\n')) {
      begin_line(at_);
    }
    return row;
  }

 private:
  bool take(char expected) {
    const bool there = more() && text_[at_] == expected;
    at_ += there ? 1 : 0;
    return there;
  }

  void begin_line(std::size_t at) {
    ++line_;
    line_start_ = at;
  }

  /// Where the next cell starts, blanks aside.
  [[nodiscard]] TextPlace place() const {
    const std::size_t start = std::min(text_.find_first_not_of(' ', at_), text_.size());
    const int column =
        place_of_byte(std::string_view(text_).substr(line_start_, start - line_start_), start - line_start_).column;
    return {static_cast<int>(line_), column};
  }

  [[nodiscard]] std::string cell() {
    std::string plain = until_end();
    if (trimmed(plain).empty() && more() && text_[at_] == '"') {
      return quoted() + trimmed(until_end());
    }
    return trimmed(plain);
  }

  /// To the next separator or end of line, or to a quote that starts a field.
  [[nodiscard]] std::string until_end() {
    std::string found;
    while (more() && text_[at_] != separator_ && text_[at_] != '\n' && !(text_[at_] == '"' && trimmed(found).empty())) {
      found += text_[at_++];
    }
    return found;
  }

  [[nodiscard]] std::string quoted() {
    const TextPlace opened = place();
    std::string found;
    for (++at_; more(); ++at_) {
      if (text_[at_] == '"' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '"')) {
        ++at_;
        return found;
      }
      at_ += text_[at_] == '"' ? 1 : 0;
      if (text_[at_] == '\n') {
        begin_line(at_ + 1);
      }
      found += text_[at_];
    }
    throw TableError(file_, opened, "a quote is opened and not closed");
  }

  std::string text_;
  std::string file_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_;
  std::size_t line_start_ = 0;
};

}  // namespace

std::string file_text(const std::filesystem::path& file) {
  if (const std::string reason = reason_against_reading(file); file != "-" && !reason.empty()) {
    throw InputError(fmt::format("{}: cannot be read: {}", file.string(), reason));
  }
  const std::string text = read_input(file);
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

TableError::TableError(const std::string& file, TextPlace place, std::string told)
    : InputError(fmt::format("{}:{}:{}: {}", file, place.line, place.column, told)),
      place_(place),
      told_(std::move(told)) {}

std::string Table::place(const Row& row) const { return fmt::format("{}:{}", file, row.line); }

std::optional<std::size_t> Table::find(const std::string& column) const {
  const auto found = std::ranges::find(columns, column);
  if (std::ranges::count(columns, column) > 1) {
    throw InputError(fmt::format("{}:1: two columns are called {}", file, shown(column)));
  }
  return found == columns.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - columns.begin()));
}

std::size_t Table::column(const std::string& name) const {
  if (const auto found = find(name)) {
    return *found;
  }
  throw InputError(fmt::format("{}:1: there is no column {}{}; the columns are {}", file, shown(name),
                               did_you_mean(name, columns), fmt::join(columns, ", ")));
}

Table parse_table(const std::string& bytes, const std::string& file) {
  if (const auto place = first_not_utf8(bytes)) {
    throw TableError(file, *place, told_of_not_utf8(bytes));
  }
  const std::string text = plain_lines(bytes);
  Parser parser(text, file, text.size() < bytes.size() ? 2 : 1);
  Table table{file, parser.separator(), {}, {}, {}};
  while (parser.more()) {
    Table::Row row = parser.row();
    if (std::ranges::all_of(row.cells, &std::string::empty)) {
      continue;
    }
    if (table.columns.empty()) {
      table.columns = std::move(row.cells);
      table.column_places = std::move(row.places);
    } else if (row.cells.size() != table.columns.size()) {
      throw TableError(
          file, row.places[std::min(row.places.size() - 1, table.columns.size())],
          fmt::format("has {} fields where the first line has {}", row.cells.size(), table.columns.size()));
    } else {
      table.rows.push_back(std::move(row));
    }
  }
  if (table.rows.empty()) {
    throw TableError(file, {}, "holds no rows below a line of column names");
  }
  return table;
}

}  // namespace convoyrisk
