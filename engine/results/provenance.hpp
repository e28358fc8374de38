#pragma once

#include <string>

namespace convoyrisk::results {

/// What a run's numbers depend on besides scenario and seed.
struct Provenance {
  std::string version;   ///< of the program
  std::string revision;  ///< of git; "unknown" where it was not built from a checkout
  std::string compiler;
  std::string libm;              ///< name and version of the mathematical library
  std::string libm_fingerprint;  ///< equal where exp, log and pow give the same bits (64 hexadecimal digits)
};

[[nodiscard]] Provenance this_program();

}  // namespace convoyrisk::results
