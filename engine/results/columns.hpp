#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "experiment/summary/summary.hpp"

/// How results are laid out in the file, said once for all that write or read it.
namespace convoyrisk::results {

inline constexpr const char* format_name = "convoyrisk-result";
inline constexpr std::int32_t format_version = 2;

/// Where the spread of an outcome under a policy comes from, in /uncertainty.
struct VarianceColumn {
  const char* name;
  const char* long_name;
  double (*of)(const stats::VarianceComponents&);
};
[[nodiscard]] std::span<const VarianceColumn> variance_columns();

/// Where an expectation lies under what is not known, in /uncertainty.
struct RangeColumn {
  const char* name;
  const char* units;
  const char* long_name;
  double (*of)(const experiment::PointSummary&, std::size_t policy, std::size_t outcome);
};
[[nodiscard]] std::span<const RangeColumn> range_columns();

/// What is counted on every leg, and the variable of /legs that holds the sums; the squares have `_squares` behind.
struct LegCount {
  const char* name;
  const char* units;
  const char* long_name;
  stats::CountSums experiment::LegSums::*sums;
};
[[nodiscard]] std::span<const LegCount> leg_counts();

/// The same of every convoy, in /convoys.
struct ConvoyCount {
  const char* name;
  const char* units;
  const char* long_name;
  stats::CountSums experiment::ConvoySums::*sums;
};
[[nodiscard]] std::span<const ConvoyCount> convoy_counts();

/// A number of every event, and the variable of /events that holds it.
struct EventColumn {
  const char* name;
  const char* units;
  const char* long_name;
  std::variant<std::int32_t experiment::KeptEvent::*, std::int64_t experiment::KeptEvent::*> of;
};
[[nodiscard]] std::span<const EventColumn> event_columns();

[[nodiscard]] std::vector<std::string> outcome_names();

/// Names as a JSON list, the form in which attributes repeat those of policies and outcomes: text in variables lies in
/// a part of HDF5 that has no checksums and does not survive damage.
[[nodiscard]] std::string to_list(const std::vector<std::string>& names);

}  // namespace convoyrisk::results
