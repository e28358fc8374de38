#pragma once

#include <cstdint>
#include <span>
#include <string>
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

[[nodiscard]] std::vector<std::string> outcome_names();

/// Names as a JSON list, the form in which attributes repeat those of policies and outcomes: text in variables lies in
/// a part of HDF5 that has no checksums and does not survive damage.
[[nodiscard]] std::string to_list(const std::vector<std::string>& names);

}  // namespace convoyrisk::results
