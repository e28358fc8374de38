#include "app/text_table.hpp"

#include <algorithm>

#include "app/number_format.hpp"

namespace convoyrisk::app {

namespace {

constexpr std::size_t shortest_name = 10;  // what names keep where numbers need the page
constexpr std::size_t readable_name = 16;  // what they keep for the sake of wider gaps

}  // namespace

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  std::size_t sum = name_width_;
  for (std::size_t column = 1; column < widths.size(); ++column) {
    for (const auto& row : rows_) {
      widths[column] = std::max(widths[column], text_width(row[column]));
    }
    sum += widths[column];
  }
  const std::size_t columns = widths.size() - 1;
  const auto name_beside = [&](std::size_t gap) {
    const std::size_t wanted = sum + gap * columns;
    return name_width_ - std::min(wanted > page_width ? wanted - page_width : 0, name_width_);
  };
  // Two blanks keep heads of several words apart.
  const std::size_t wide = name_beside(2);
  const std::size_t name_width = wide >= std::min(readable_name, name_width_)
                                     ? wide
                                     : std::max(std::min(shortest_name, name_width_), name_beside(1));
  sum -= name_width_ - name_width;
  const std::size_t free = page_width > sum ? page_width - sum : 0;
  const std::size_t gap = std::clamp<std::size_t>(free / std::max<std::size_t>(columns, 1), 1, 4);
  std::string text;
  for (const auto& row : rows_) {
    std::string line = left(row[0], name_width);
    for (std::size_t column = 1; column < row.size(); ++column) {
      line += std::string(gap, ' ') + right(row[column], widths[column]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text + "\n";
}

}  // namespace convoyrisk::app
