#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "experiment/summary/summary.hpp"
#include "results/identity.hpp"

namespace convoyrisk::results {

/// A run as its file holds it: all that a longer run can go on from, shards are merged from, or a table is made from.
struct StoredRun {
  Identity identity;
  experiment::Heading heading;
  /// Policies are numbered as they stand in the file; replications are those that were done.
  experiment::Plan plan;
  /// Totals of what the run was told not to keep are empty.
  experiment::Results results;
  /// What an older file does not tell; their moments are not a number.
  std::vector<model::Outcome> missing_outcomes{};
};

/// The scenario of a run as its file holds it.
struct StoredScenario {
  std::string text;      ///< as it was read
  std::string resolved;  ///< every value in force
};

/// Throws InputError where it is no result file, is newer than this program, or is damaged.
[[nodiscard]] StoredRun read_run(const std::filesystem::path& file);
[[nodiscard]] StoredScenario read_scenario(const std::filesystem::path& file);

}  // namespace convoyrisk::results
