#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "results/netcdf.hpp"
#include "results/run_record.hpp"

/// Each writes what one group of the result file holds (docs/results.md).
namespace convoyrisk::results {

/// Where a file of any kind is from.
struct Origin {
  std::string_view format;
  std::int32_t format_version = 1;
  std::string_view title;
  std::uint64_t seed = 0;
  std::int64_t replications = 0;
  bool complete = true;
};

void write_origin(Group& root, const Origin& origin);
void write_head(Group& root, const RunRecord& run);
void write_scenario(Group group, const std::string& text, const std::string& resolved_yaml);
void write_network(Group group, const spec::Network& network);
void write_outcomes(Group group, const RunRecord& run);
void write_legs(Group group, const RunRecord& run);
void write_days(Group group, const RunRecord& run);
void write_severity(Group group, const RunRecord& run);
void write_summary(Group group, const RunRecord& run);
void write_comparison(Group group, const RunRecord& run);

}  // namespace convoyrisk::results
