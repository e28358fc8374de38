#include "app/run_files.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "results/reader.hpp"

namespace convoyrisk::app {
namespace {

namespace fs = std::filesystem;

void check_same_run(const fs::path& file, const results::Identity& expected, const results::Identity& found) {
  if (const std::string differs = difference(expected, found); !differs.empty()) {
    throw InputError(fmt::format("{} is of another run: {}", file.string(), differs));
  }
}

}  // namespace

fs::path log_of(const fs::path& result) { return fs::path(result) += ".partial"; }

RunFiles::RunFiles(fs::path result, results::Identity identity, bool resume)
    : result_(std::move(result)), log_file_(log_of(result_)), identity_(std::move(identity)), resume_(resume) {
  std::optional<results::LogReader> log = results::LogReader::open(log_file_);
  if (!resume_ && log && log->next()) {
    throw InputError(
        fmt::format("{} holds the blocks of a run that was interrupted: go on with it by --resume, or remove it",
                    log_file_.string()));
  }
}

experiment::Results RunFiles::begin(experiment::Results none, const experiment::Plan& plan, std::int64_t end_block) {
  experiment::Results results = std::move(none);
  std::optional<results::LogReader> log =
      resume_ ? results::LogReader::open(log_file_) : std::optional<results::LogReader>();
  if (log) {
    from_log(*log, results);
  } else {
    results = resume_ && fs::exists(result_) ? from_result(std::move(results)) : std::move(results);
    log_.emplace(log_file_, results::LogHead{identity_, results.first_block, results.replications});
  }
  const std::int64_t wanted = plan.range(end_block - 1).end - plan.range(results.first_block).first;
  if (results.replications > wanted) {
    throw InputError(fmt::format("{} holds {} replications already, more than the {} asked for", result_.string(),
                                 results.replications, wanted));
  }
  return results;
}

/// Names and lengths are those of `none`, which the file need not repeat.
experiment::Results RunFiles::from_result(experiment::Results none) const {
  results::StoredRun stored = results::read_run(result_);
  check_same_run(result_, identity_, stored.identity);
  if (stored.results.first_block != none.first_block || stored.results.points() != none.points()) {
    throw InputError(fmt::format("{} holds another part of the run", result_.string()));
  }
  stored.results.segment_km = std::move(none.segment_km);
  return std::move(stored.results);
}

void RunFiles::from_log(results::LogReader& reader, experiment::Results& results) {
  check_same_run(log_file_, identity_, reader.head().identity);
  if (reader.head().first_block != results.first_block) {
    throw InputError(fmt::format("{} holds another part of the run", log_file_.string()));
  }
  if (reader.head().replications_before > 0) {
    results = from_result(std::move(results));
    if (results.replications != reader.head().replications_before) {
      throw InputError(fmt::format("{} goes on from {} replications, and {} holds {}: remove it", log_file_.string(),
                                   reader.head().replications_before, result_.string(), results.replications));
    }
  }
  while (std::optional<experiment::Block> block = reader.next()) {
    results.append(std::move(*block));
  }
  log_.emplace(log_file_, reader.length());
}

void RunFiles::append(const experiment::Block& block) {
  try {
    log_->append(block);
  } catch (const SystemError& error) {
    throw SystemError(
        fmt::format("{}; it keeps the blocks before: the same command with --resume goes on from them", error.what()));
  }
}

void RunFiles::finish(bool complete) {
  log_.reset();
  if (complete) {
    fs::remove(log_file_);
  }
}

}  // namespace convoyrisk::app
