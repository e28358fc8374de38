#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "results/netcdf.hpp"

/// What the sections of the file are made of: small tables, written whole.
namespace convoyrisk::results {

using Names = std::vector<std::string>;

inline constexpr Description policy_description{"1", "policy; the first is the baseline of the comparisons"};
inline constexpr Description leg_description{"1", "leg: a road between two nodes"};

/// Text of its own, without a dimension.
void write_text(Group& group, const char* name, const std::string& text, std::string_view long_name);

void write_column(Group& group, const char* name, const char* dimension, const Names& texts,
                  const Description& description);

template <class Number>
void write_number(Group& group, const char* name, Number number, const Description& description) {
  Variable variable = group.variable<Number>(name, {}, description, Storage::plain);
  variable.write(std::span<const Number>(&number, 1));
  variable.close();
}

template <class Number>
void write_column(Group& group, const char* name, const char* dimension, const std::vector<Number>& numbers,
                  const Description& description) {
  Variable variable = group.variable<Number>(name, {dimension}, description, Storage::checked);
  variable.write(std::span<const Number>(numbers));
  variable.close();
}

/// Variables over the same two dimensions of one group.
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
