#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/provenance.hpp"

namespace convoyrisk::results {

/// What two parts of one run have in common, and what a run that goes on must have in common with what there is.
struct Identity {
  Provenance program;
  std::string scenario_sha256;  ///< of every value in force, but not of how many replications or draws are run
  std::uint64_t seed = 1;
  std::vector<std::string> policies;
  std::int64_t replications_of_draw = 0;  ///< 0: there are no draws of uncertain parameters
};

/// Says in what the other differs, as the end of a sentence; empty where both belong together.
[[nodiscard]] std::string difference(const Identity& expected, const Identity& found);

[[nodiscard]] std::string to_json(const Identity& run);
/// Of an object that may have other keys besides. Throws nlohmann::json::exception where it is no identity.
[[nodiscard]] Identity identity_from_json(const std::string& text);

}  // namespace convoyrisk::results
