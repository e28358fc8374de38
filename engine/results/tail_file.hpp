#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "experiment/tail/tail.hpp"

namespace convoyrisk::results {

inline constexpr const char* tail_format_name = "convoyrisk-tail";

/// All that goes into the result file of importance sampling, save what is known of the program itself.
struct TailRecord {
  std::string title;
  std::string scenario_text;  ///< the file as it was read
  std::string resolved_yaml;  ///< every value in force, overrides included
  std::uint64_t seed = 0;
  double confidence = 0.95;
  bool complete = true;
  const experiment::TailResults& results;  ///< at least one replication
};

/// Replaces the file by a whole new one (docs/results.md), or leaves all as it was and throws SystemError.
void write_tail(const std::filesystem::path& file, const TailRecord& run);

}  // namespace convoyrisk::results
