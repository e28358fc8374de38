#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "results/run_record.hpp"

/// Writes the result file, whose format is in docs/results.md.
namespace convoyrisk::results {

/// Replaces the file by a whole new one, or leaves all as it was and throws SystemError. Groups that scenario.run.keep
/// leaves out are left out. Takes about as much memory as the file has bytes.
void write_results(const std::filesystem::path& file, const RunRecord& run);

/// Bytes that the result file will have at most, roughly, its events left out.
[[nodiscard]] double result_size_bytes(const spec::Scenario& scenario, const experiment::Plan& plan);
/// Bytes that the log of a whole run will have at most, roughly: what is in it is not packed.
[[nodiscard]] double log_size_bytes(const spec::Scenario& scenario, const experiment::Plan& plan, double events);

/// Bytes that so many events will have in it, roughly.
[[nodiscard]] double events_size_bytes(double events);

/// Throws SystemError where write_results could not write so many bytes: called before a long run.
void check_writable(const std::filesystem::path& file, double bytes = 0);

/// How a run went, which the result file does not say.
struct Timing {
  double wall_s = 0;
  double cpu_s = 0;
  int threads = 0;
  std::vector<std::int64_t> blocks_by_rank;  ///< of an MPI job
};

/// Writes FILE.timing.json beside the result file FILE. Throws SystemError.
void write_timing(const std::filesystem::path& file, const Timing& timing);

}  // namespace convoyrisk::results
