#pragma once

#include <string>
#include <vector>

#include "scenario/document.hpp"
#include "scenario/form.hpp"
#include "scenario/parameter_distribution.hpp"
#include "scenario/parameters.hpp"
#include "scenario/path.hpp"
#include "scenario/units.hpp"

namespace convoyrisk::scenario {

/// Where a drawn value goes.
struct DrawnPlace {
  std::string key;  ///< the path as it is written
  Path path;
  Place place;  ///< of the key
};

/// One quantity that is not known.
struct DrawnParameter {
  std::vector<DrawnPlace> places;  ///< that of the distribution, then those whose value is the same
  ParameterDistribution distribution;
  Dimension dimension = Dimension::number;  ///< of what is drawn, for which the distribution's numbers stand
  std::vector<Node> choices;                ///< of a choice, whose law gives indices of them
  std::vector<double> choice_values;  ///< by choice, in the unit of the dimension; empty where they are no numbers

  [[nodiscard]] const std::string& key() const { return places.front().key; }
  [[nodiscard]] bool is_number() const { return choices.empty() || !choice_values.empty(); }
  /// What is put into the scenario for a value of the law, and its number there: the value itself, or that of a choice.
  [[nodiscard]] Node node(double of_law) const;
  [[nodiscard]] double number(double of_law) const;
};

/// Reads the distribution at `at` into a parameter whose place is known, and tries bounds, choices and means there.
void read_distribution(const Cursor& at, DrawnParameter& target, const TryValue& try_value);

/// What may stand at the path of a parameter: a distribution, or the path of one that has the same value.
void drawn_parameter_schema(Schema& schema);

}  // namespace convoyrisk::scenario
