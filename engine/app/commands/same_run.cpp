#include "app/commands/same_run.hpp"

#include <fmt/format.h>

#include <vector>

#include "base/error.hpp"
#include "base/grouped.hpp"
#include "results/sha256.hpp"
#include "scenario/text/changed_values.hpp"

namespace convoyrisk::app {
namespace {

/// In what the scenario of this digest differs from that of the run; nothing where `resolved` is not it.
std::vector<scenario::ChangedValue> changes_from(const std::string& sha256, const ThisRun& run,
                                                 const std::string& resolved) {
  return results::sha256(resolved) == sha256 ? scenario::changed_values(resolved, run.resolved)
                                             : std::vector<scenario::ChangedValue>();
}

}  // namespace

void check_same_run(const std::filesystem::path& file, const results::Identity& found, const ThisRun& run,
                    const std::string& resolved) {
  const std::string differs = difference(run.identity, found);
  if (differs.empty()) {
    return;
  }
  results::Identity alike = found;
  alike.scenario_sha256 = run.identity.scenario_sha256;
  const auto changed = difference(run.identity, alike).empty() ? changes_from(found.scenario_sha256, run, resolved)
                                                               : std::vector<scenario::ChangedValue>();
  if (changed.empty()) {
    throw InputError(fmt::format("{} is of another run: {}", file.string(), differs));
  }
  const std::string more = changed.size() == 1 ? "" : fmt::format(" (and {} more differ)", grouped(changed.size() - 1));
  throw InputError(fmt::format("{} is of another run: {} is {} there, not {}{}", file.string(), changed[0].path,
                               changed[0].before, changed[0].after, more));
}

}  // namespace convoyrisk::app
