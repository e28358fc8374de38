#include "app/text/text_table.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "app/text/number_format.hpp"

namespace convoyrisk::app {

namespace {

constexpr std::size_t shortest_name = 10;  // what names keep where numbers need the page
constexpr std::size_t least_gap = 2;       // keeps heads of several words apart
constexpr std::size_t greatest_gap = 4;

/// A name in lines of at most `width`, broken at blanks; all but the first begin with a blank. Only a word that is too
/// long for a line is cut.
std::vector<std::string> lines_of(const std::string& name, std::size_t width) {
  std::vector<std::string> lines{""};
  std::istringstream words(name);
  bool begun = false;
  for (std::string word; words >> word; begun = true) {
    std::string& line = lines.back();
    if (begun && text_width(line) + 1 + text_width(word) > width) {
      lines.push_back(" " + word);
    } else {
      line += (begun ? " " : "") + word;
    }
  }
  for (std::string& line : lines) {
    line = left(line, width);
  }
  return lines;
}

}  // namespace

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 0);
  for (const auto& row : rows_) {
    for (std::size_t column = 1; column < widths.size(); ++column) {
      widths[column] = std::max(widths[column], text_width(row[column]));
    }
  }
  std::string text;
  for (std::size_t first = 1; first < widths.size();) {
    std::size_t end = first;
    std::size_t sum = std::min(shortest_name, name_width_);
    while (end < widths.size() && (end == first || sum + least_gap + widths[end] <= page_width)) {
      sum += least_gap + widths[end];
      ++end;
    }
    text += columns_text(first, std::span(widths).subspan(first, end - first));
    first = end;
  }
  return text;
}

std::string TextTable::columns_text(std::size_t first, std::span<const std::size_t> widths) const {
  const std::size_t numbers = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  const std::size_t taken = numbers + least_gap * widths.size();
  const std::size_t name_width =
      std::clamp(page_width - std::min(page_width, taken), std::min(shortest_name, name_width_), name_width_);
  const std::size_t free = page_width - std::min(page_width, numbers + name_width);
  const std::size_t gap = std::clamp(free / widths.size(), least_gap, greatest_gap);
  std::string text;
  for (const auto& row : rows_) {
    const std::vector<std::string> name = lines_of(row[0], name_width);
    std::string line = name.front();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      line += std::string(gap, ' ') + right(row[first + i], widths[i]);
    }
    for (std::size_t i = 1; i <= name.size(); ++i) {
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
      line = i < name.size() ? name[i] : "";
    }
  }
  return text + "\n";
}

}  // namespace convoyrisk::app
