#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "experiment/summary.hpp"

/// How a summary is laid out in the file, said once for writer and reader.
namespace convoyrisk::results {

inline constexpr const char* format_name = "convoyrisk-result";
inline constexpr std::int32_t format_version = 1;

/// A number of every outcome, and the variables (policy x outcome) that hold it.
struct OutcomeColumn {
  const char* name;             ///< in /summary, of PolicySummary::outcomes
  const char* comparison_name;  ///< in /comparison, of PolicySummary::difference
  const char* units;
  const char* long_name;  ///< {} stands for the name of the first column
  double& (*of)(experiment::OutcomeSummary&);
};

[[nodiscard]] std::span<const OutcomeColumn> outcome_columns();

/// The other variables (policy x outcome) of /comparison.
struct PairColumn {
  const char* name;
  const char* units;
  const char* long_name;
  std::vector<double> experiment::PolicySummary::*of;
};
[[nodiscard]] std::span<const PairColumn> pair_columns();

/// A number of every threshold of deaths, and the variable (policy x threshold) of /summary that holds it.
struct ChanceColumn {
  const char* name;
  const char* long_name;
  double& (*of)(experiment::DeathChance&);
};
[[nodiscard]] std::span<const ChanceColumn> chance_columns();

[[nodiscard]] std::vector<std::string> outcome_names();

/// Names as a JSON list, the form in which attributes of /summary repeat those of policies and outcomes: text in
/// variables lies in a part of HDF5 that has no checksums and does not survive damage.
[[nodiscard]] std::string to_list(const std::vector<std::string>& names);

}  // namespace convoyrisk::results
