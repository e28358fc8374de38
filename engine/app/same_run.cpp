#include "app/same_run.hpp"

#include <fmt/format.h>

#include <exception>
#include <vector>

#include "base/error.hpp"
#include "base/grouped.hpp"
#include "results/reader.hpp"
#include "results/sha256.hpp"
#include "scenario/changed_values.hpp"

namespace convoyrisk::app {
namespace {

/// In what the scenario of this digest differs from that of the run; nothing where the result file does not hold it.
std::vector<scenario::ChangedValue> changes_from(const std::string& sha256, const ThisRun& run,
                                                 const std::filesystem::path& result) {
  try {
    const std::string resolved = results::read_scenario(result).resolved;
    if (results::sha256(resolved) == sha256) {
      return scenario::changed_values(resolved, run.resolved);
    }
  } catch (const std::exception&) {  // no file, or none that can be read: the digests are told
  }
  return {};
}

}  // namespace

void check_same_run(const std::filesystem::path& file, const results::Identity& found, const ThisRun& run,
                    const std::filesystem::path& result) {
  const std::string differs = difference(run.identity, found);
  if (differs.empty()) {
    return;
  }
  results::Identity alike = found;
  alike.scenario_sha256 = run.identity.scenario_sha256;
  const auto changed = difference(run.identity, alike).empty() ? changes_from(found.scenario_sha256, run, result)
                                                               : std::vector<scenario::ChangedValue>();
  if (changed.empty()) {
    throw InputError(fmt::format("{} is of another run: {}", file.string(), differs));
  }
  const std::string more = changed.size() == 1 ? "" : fmt::format(" (and {} more differ)", grouped(changed.size() - 1));
  throw InputError(fmt::format("{} is of another run: {} is {} there, not {}{}", file.string(), changed[0].path,
                               changed[0].before, changed[0].after, more));
}

}  // namespace convoyrisk::app
