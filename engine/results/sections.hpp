#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "results/netcdf.hpp"
#include "results/run_record.hpp"

/// Each writes what one group of the result file holds (docs/results.md).
namespace convoyrisk::results {

/// Attributes that say what a file is and which program wrote it.
void write_origin(Group& root, std::string_view format, std::int32_t version, std::string_view title);
void write_head(Group& root, const RunRecord& run);
void write_scenario(Group group, const std::string& text, const std::string& resolved_yaml);
void write_network(Group group, const spec::Network& network);
void write_outcomes(Group group, const RunRecord& run);
void write_legs(Group group, const RunRecord& run);
void write_convoys(Group group, const RunRecord& run);
void write_days(Group group, const RunRecord& run);
void write_severity(Group group, const RunRecord& run);
void write_events(Group group, const RunRecord& run);
void write_summary(Group group, const RunRecord& run);
void write_comparison(Group group, const RunRecord& run);
void write_blocks(Group group, const RunRecord& run);
void write_sweep(Group group, const RunRecord& run);
void write_uncertainty(Group group, const RunRecord& run);

}  // namespace convoyrisk::results
