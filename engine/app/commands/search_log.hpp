#pragma once

#include <filesystem>
#include <optional>

#include "app/commands/same_run.hpp"
#include "results/block_log.hpp"
#include "search/evaluation.hpp"

namespace convoyrisk::app {

/// The file of a search and, beside it, the log of its blocks while it is under way. As long as this object lives, no
/// other process writes either of them.
class SearchLog {
 public:
  /// Throws InputError where another process is writing there, where the log of an interrupted search would be lost and
  /// `resume` does not ask to go on with it, and where it is of another search; SystemError where nothing can be
  /// written.
  SearchLog(const std::filesystem::path& result, const ThisRun& run, bool resume);
  SearchLog(const SearchLog&) = delete;
  SearchLog& operator=(const SearchLog&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return file_.path(); }
  /// Refers to this object.
  [[nodiscard]] search::BlockLog blocks();
  /// Blocks in the log.
  [[nodiscard]] std::int64_t count() const { return count_; }
  /// Blocks that an earlier try left.
  [[nodiscard]] std::int64_t taken() const { return taken_; }
  void remove() { file_.remove(); }

 private:
  [[nodiscard]] std::optional<std::vector<std::byte>> next();
  void append(std::span<const std::byte> block);

  results::LockedFile file_;
  results::LogHead head_;
  std::optional<results::LogReader> reader_;  ///< until all is read that an earlier try left
  std::optional<results::BlockLog> log_;
  std::int64_t taken_ = 0;
  std::int64_t count_ = 0;
};

}  // namespace convoyrisk::app
