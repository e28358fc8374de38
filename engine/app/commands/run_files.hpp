#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/same_run.hpp"
#include "experiment/run/experiment.hpp"
#include "results/block_log.hpp"

namespace convoyrisk::app {

/// The result file of a run and, beside it, the log of its blocks while it is under way. As long as this object lives,
/// no other process writes either of them.
class RunFiles {
 public:
  /// Throws InputError where another process is writing there, and where the log of an interrupted run would be lost
  /// and `resume` does not ask to go on with it; SystemError where the result could not be written.
  RunFiles(std::filesystem::path result, ThisRun run, bool resume);

  [[nodiscard]] const std::filesystem::path& result() const { return result_; }
  [[nodiscard]] const std::filesystem::path& log() const { return log_file_.path(); }
  /// Length of the log as it is.
  [[nodiscard]] std::uint64_t log_bytes() const { return log_file_.size(); }
  /// What was found to be damaged, for the user.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  /// Blocks in the log.
  [[nodiscard]] std::int64_t logged() const { return logged_; }

  /// `none` with what an interrupted or a shorter run left, where there is something to go on from, and opens the log.
  /// Throws InputError where that is not the same run, or is longer than the plan up to `end_block`.
  [[nodiscard]] experiment::Begun begin(experiment::Results none, const experiment::Plan& plan, std::int64_t end_block);
  /// Writes a block down. Throws SystemError.
  void append(const experiment::Block& block);
  /// Removes the log, once all is in the result file or nothing was done.
  void remove_log() { log_file_.remove(); }

 private:
  [[nodiscard]] experiment::Results from_result(experiment::Results none) const;
  [[nodiscard]] experiment::Begun from_log(results::LogReader& reader, experiment::Results none,
                                           const experiment::Plan& plan);
  /// Of the result file as it is; 0 where there is none of this run.
  [[nodiscard]] std::int64_t replications_of_same_run() const;
  void keep_aside(const std::string& what);

  std::filesystem::path result_;
  results::LockedFile log_file_;
  ThisRun run_;
  bool resume_;
  std::vector<std::string> warnings_;
  std::optional<results::BlockLog> log_;
  std::int64_t logged_ = 0;
};

}  // namespace convoyrisk::app
