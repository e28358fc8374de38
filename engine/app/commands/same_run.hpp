#pragma once

#include <filesystem>
#include <string>

#include "results/identity.hpp"

namespace convoyrisk::app {

/// A run that is to go on: `resolved` is its scenario with every value in force.
struct ThisRun {
  results::Identity identity;
  std::string resolved;
};

/// Throws InputError where `file` is of another run, and says what differs. Of two scenarios that is their first value
/// that does, where `resolved` is the other one with every value in force.
void check_same_run(const std::filesystem::path& file, const results::Identity& found, const ThisRun& run,
                    const std::string& resolved);

}  // namespace convoyrisk::app
