#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/stop.hpp"
#include "results/netcdf.hpp"
#include "results/run_record.hpp"

/// What the sections of the file are made of: tables, written whole.
namespace convoyrisk::results {

using Names = std::vector<std::string>;

inline constexpr Description policy_description{"1", "policy; the first is the baseline of the comparisons"};
inline constexpr Description leg_description{"1", "leg: a road between two nodes"};

/// Makes the dimensions of what is told for every policy: policy, and with a sweep point before it.
void policy_dimensions(Group& group, const RunRecord& run);
/// Their names, and further ones after them: the axes of a variable.
[[nodiscard]] Names policy_axes(const RunRecord& run, const Names& further);

/// A dimension whose places are 0, 1, ...
Variable counting_coordinate(Group& group, const char* name, std::size_t length, const Description& description);

/// Of roads, convoys and the like.
template <class Items>
Names names_of(const Items& items) {
  Names names;
  for (const auto& item : items) {
    names.push_back(item.name);
  }
  return names;
}

/// Local time of t = 0.
[[nodiscard]] std::string iso_8601(const spec::Start& start);

/// Text of its own, without a dimension.
void write_text(Group& group, const char* name, const std::string& text, std::string_view long_name);

void write_column(Group& group, const char* name, const char* dimension, const Names& texts,
                  const Description& description);

/// A variable with all its values, row by row.
template <class Number>
void write_array(Group& group, const char* name, const Names& dimensions, const std::vector<Number>& numbers,
                 const Description& description, Storage storage = Storage::checked) {
  Variable variable = group.variable<Number>(name, dimensions, description, storage);
  variable.write(std::span<const Number>(numbers));
  variable.close();
}

template <class Number>
void write_number(Group& group, const char* name, Number number, const Description& description) {
  write_array(group, name, {}, std::vector<Number>{number}, description, Storage::plain);
}

template <class Number>
void write_column(Group& group, const char* name, const char* dimension, const std::vector<Number>& numbers,
                  const Description& description) {
  write_array(group, name, {dimension}, numbers, description);
}

/// Variables over the same dimensions of one group: a row for each place along all but the last.
class TableWriter {
 public:
  TableWriter(Group& group, Names dimensions, std::size_t rows, std::size_t columns)
      : group_(group), dimensions_(std::move(dimensions)), rows_(rows), columns_(columns) {}

  /// The numbers are those of `value(row, column)`. `coordinates`: see CF, 5.
  template <class Number, class Value>
  void write(const std::string& name, const Description& description, const Value& value,
             std::string_view coordinates = {}) {
    std::vector<Number> numbers;
    numbers.reserve(rows_ * columns_);
    for (std::size_t row = 0; row < rows_; ++row) {
      heed_stop();
      for (std::size_t column = 0; column < columns_; ++column) {
        numbers.push_back(value(row, column));
      }
    }
    Variable variable = group_.variable<Number>(name.c_str(), dimensions_, description, Storage::checked);
    if (!coordinates.empty()) {
      variable.attribute("coordinates", coordinates);
    }
    variable.write(std::span<const Number>(numbers));
    variable.close();
  }

 private:
  Group& group_;
  Names dimensions_;
  std::size_t rows_;
  std::size_t columns_;
};

}  // namespace convoyrisk::results
