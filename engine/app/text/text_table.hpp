#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace convoyrisk::app {

/// Characters of a line on stdout.
inline constexpr std::size_t page_width = 79;

/// Rows of cells under a head: the first column to the left, the others to the right over the rest of the page.
/// Where these need more, the first column gets less, and what does not fit there goes on in the next line; where that
/// is not enough, the last columns stand in a table of their own below.
class TextTable {
 public:
  TextTable(std::size_t name_width, std::vector<std::string> head) : name_width_(name_width), rows_{std::move(head)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// With an empty line behind.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string columns_text(std::size_t first, std::span<const std::size_t> widths) const;

  std::size_t name_width_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace convoyrisk::app
