#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiment/summary/choice.hpp"

// Named alone: CLI11 takes long to compile.
namespace CLI {
class App;
}

namespace convoyrisk::app {

/// The options that say by what policies are compared, shared by the commands that print a comparison.
struct QuestionOptions {
  std::vector<std::string> of;
  double confidence = 0.95;
  double least_delivered = 0.95;
  std::optional<double> value_of_life;
  std::string equivalent = "1 %";

  void add_to(CLI::App& command);
  /// Throws InputError with the nearest right name of an outcome.
  [[nodiscard]] experiment::Question question() const;
};

/// The names of all outcomes, in their order.
[[nodiscard]] std::vector<std::string> outcome_names();

/// The outcome of a name given by an option. Throws InputError with the nearest right name.
[[nodiscard]] model::Outcome outcome_named(const std::string& name, const std::string& option);

}  // namespace convoyrisk::app
