#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/form.hpp"
#include "scenario/text/path.hpp"
#include "scenario/text/units.hpp"
#include "scenario/variation/parameter_distribution.hpp"
#include "scenario/variation/parameter_keys.hpp"
#include "scenario/variation/parameters.hpp"

namespace convoyrisk::scenario {

/// Where a drawn value goes.
struct DrawnPlace {
  std::string key;  ///< the path as it is written
  Path path;
  Place place;            ///< of the key
  bool in_table = false;  ///< it heads a column of `uncertainty.table`, and stands not in `parameters`
  std::uint64_t entity = path_hash(print_path(path));  ///< by which its draws are keyed
};

/// One quantity that is not known.
struct DrawnParameter {
  std::vector<DrawnPlace> places;  ///< that of the distribution, then those whose value is the same
  ParameterDistribution distribution;
  Dimension dimension = Dimension::number;  ///< of what is drawn, for which the distribution's numbers stand
  std::vector<Node> choices;                ///< of a choice, whose law gives indices of them
  std::vector<double> choice_values;  ///< by choice, in the unit of the dimension; empty where they are no numbers

  bool in_table = false;  ///< its choices are the values of a column of a table, drawn by row

  [[nodiscard]] const std::string& key() const { return places.front().key; }
  [[nodiscard]] bool is_number() const { return choices.empty() || !choice_values.empty(); }
  /// What is put into the scenario for a value of the law, and its number there: the value itself, or that of a choice.
  [[nodiscard]] Node node(double of_law) const;
  [[nodiscard]] double number(double of_law) const;
};

/// The place that a key of `parameters`, or the head of a column, spells; none where nothing can be drawn for it, which
/// is reported.
[[nodiscard]] std::optional<DrawnPlace> read_drawn_place(const Cursor& at, const Node::Entry& entry);

/// Gives a parameter its choices, with their values where all are numbers of one dimension.
void set_choices(DrawnParameter& parameter, std::vector<Node> choices);

/// Reads the distribution at `at` into a parameter whose place is known, and tries bounds, choices and means there.
void read_distribution(const Cursor& at, DrawnParameter& target, const TryValues& try_values);

/// What may stand at the path of a parameter: a distribution, or the path of one that has the same value.
void drawn_parameter_schema(Schema& schema);

}  // namespace convoyrisk::scenario
