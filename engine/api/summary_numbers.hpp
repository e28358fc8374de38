#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "experiment/summary/summary.hpp"

/// The numbers of /summary and /comparison of a result file, for callers who have no file.
namespace convoyrisk::api {

/// One variable of a group, by point, policy and `dimensions`.
struct SummaryVariable {
  std::string group;
  std::string name;
  std::vector<std::string> dimensions;
  std::string units;
  std::string long_name;
  std::size_t count = 1;  ///< numbers for each point and policy
  std::function<double(const experiment::PointSummary&, std::size_t policy, std::size_t index)> of;
};

/// All of them, in the order of files.
[[nodiscard]] std::vector<SummaryVariable> summary_variables(std::size_t policies);

/// What they are, as convoyrisk_summary_json says it, and their numbers in that order.
[[nodiscard]] std::string summary_json(std::size_t points, std::size_t policies);
void write_summary(const experiment::Summary& summary, double* to);

/// What /comparison says in words, as convoyrisk_verdict_json gives it.
[[nodiscard]] std::string verdict_json(const experiment::Summary& summary);

}  // namespace convoyrisk::api
