#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "experiment/summary/summary.hpp"

/// The numbers and words of a summary by name, said once for result files and the C interface: those of /summary and
/// /comparison.
namespace convoyrisk::experiment {

/// A number of every outcome, and the variables that hold it.
struct OutcomeColumn {
  const char* name;             ///< in /summary, of a policy
  const char* comparison_name;  ///< in /comparison, of a difference
  const char* units;
  const char* long_name;  ///< {} stands for the name of the first column
  double (*of)(const OutcomeSummary&);
};
[[nodiscard]] std::span<const OutcomeColumn> outcome_columns();

/// The other numbers of every outcome and pair of policies, in /comparison.
struct PairColumn {
  const char* name;
  const char* units;
  const char* long_name;
  double (*of)(const PairSummary&, std::size_t outcome);
};
[[nodiscard]] std::span<const PairColumn> pair_columns();

/// A number of every threshold of deaths, and the variable of /summary that holds it.
struct ChanceColumn {
  const char* name;
  const char* long_name;
  double (*of)(const DeathChance&);
};
[[nodiscard]] std::span<const ChanceColumn> chance_columns();

/// A number of every tail outcome and level, in /summary.
struct TailColumn {
  const char* name;
  const char* long_name;
  double (*of)(const TailSummary&);
};
[[nodiscard]] std::span<const TailColumn> tail_columns();

/// A number of a difference of two policies' chances or tails, in /comparison.
struct TailDifferenceColumn {
  const char* suffix;  ///< to `chance_difference` or `cvar_difference`
  const char* long_name;
  double (*of)(const TailDifference&);
};
[[nodiscard]] std::span<const TailDifferenceColumn> tail_difference_columns();

/// A number of every policy by the first outcome asked for, in /comparison; not a number where there is none.
struct StandingColumn {
  const char* name;
  const char* units;
  const char* long_name;
  double (*of)(const PointSummary&, std::size_t policy);
};
[[nodiscard]] std::span<const StandingColumn> standing_columns();

/// A word of every policy by the first outcome asked for, in /comparison.
struct WordColumn {
  const char* name;
  const char* long_name;
  std::string_view (*of)(const PointSummary&, std::size_t policy);
};
[[nodiscard]] std::span<const WordColumn> word_columns();

/// What /comparison says of a point in words, and the margin of its equivalence.
inline constexpr const char* verdict_long_name = "what is supported, in words";
inline constexpr const char* margin_long_name = "of equivalence, of the outcome chosen by";

}  // namespace convoyrisk::experiment
