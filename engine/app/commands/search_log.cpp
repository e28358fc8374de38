#include "app/commands/search_log.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "results/writer.hpp"

namespace convoyrisk::app {
namespace {

results::LockedFile log_beside(const std::filesystem::path& result) {
  results::check_writable(result);
  return results::LockedFile(results::log_of(result));
}

}  // namespace

SearchLog::SearchLog(const std::filesystem::path& result, const ThisRun& run, bool resume)
    : file_(log_beside(result)), head_{run.identity, 0, 0, 0, run.resolved} {
  head_.run = results::new_run_number(head_);
  results::LogReader reader(file_);
  if (!resume && !reader.is_empty() && (!reader.head() || reader.next() || reader.end_is_damaged())) {
    throw InputError(results::log_is_in_the_way(file_.path()));
  }
  if (resume && !reader.is_empty() && !reader.head()) {
    throw InputError(fmt::format("{} is damaged: remove it", file_.path().string()));
  }
  if (resume && reader.head()) {
    check_same_run(file_.path(), reader.head()->identity, run, reader.head()->resolved);
    reader_.emplace(file_);
  }
}

search::BlockLog SearchLog::blocks() {
  return {[this] { return next(); }, [this](std::span<const std::byte> block) { append(block); }};
}

/// Blocks are taken in order, so that none may be missing; what a crash left at the end is cut off.
std::optional<std::vector<std::byte>> SearchLog::next() {
  if (!reader_) {
    return std::nullopt;
  }
  std::optional<std::vector<std::byte>> block = reader_->next();
  if (reader_->damaged_bytes() > 0 || reader_->lost_blocks() > 0) {
    throw InputError(fmt::format("{} is damaged: remove it", file_.path().string()));
  }
  if (!block) {
    log_.emplace(file_, *reader_);
    reader_.reset();
    return std::nullopt;
  }
  ++taken_;
  ++count_;
  return block;
}

void SearchLog::append(std::span<const std::byte> block) {
  try {
    if (!log_) {
      log_.emplace(file_, head_);
    }
    log_->append(block);
    ++count_;
  } catch (const SystemError& error) {
    throw SystemError(
        fmt::format("{}; it keeps the blocks before: the same command with --resume goes on from them", error.what()));
  }
}

}  // namespace convoyrisk::app
