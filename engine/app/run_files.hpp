#pragma once

#include <filesystem>
#include <optional>

#include "experiment/experiment.hpp"
#include "results/block_log.hpp"
#include "results/identity.hpp"

namespace convoyrisk::app {

/// The result file of a run and, beside it, the log of its blocks while it is under way.
class RunFiles {
 public:
  /// Throws InputError where the log of an interrupted run would be lost and `resume` does not ask to go on with it.
  RunFiles(std::filesystem::path result, results::Identity identity, bool resume);

  [[nodiscard]] const std::filesystem::path& result() const { return result_; }
  [[nodiscard]] const std::filesystem::path& log() const { return log_file_; }

  /// `none` with what an interrupted or a shorter run left, where there is something to go on from, and opens the log.
  /// Throws InputError where that is not the same run, or is longer than the plan up to `end_block`.
  [[nodiscard]] experiment::Results begin(experiment::Results none, const experiment::Plan& plan,
                                          std::int64_t end_block);
  /// Writes a block down. Throws SystemError.
  void append(const experiment::Block& block);
  /// Closes the log, and removes it where all is in the result file.
  void finish(bool complete);

 private:
  [[nodiscard]] experiment::Results from_result(experiment::Results none) const;
  void from_log(results::LogReader& reader, experiment::Results& results);

  std::filesystem::path result_;
  std::filesystem::path log_file_;
  results::Identity identity_;
  bool resume_;
  std::optional<results::BlockLog> log_;
};

/// Where the blocks of a run that is under way are written down.
[[nodiscard]] std::filesystem::path log_of(const std::filesystem::path& result);

}  // namespace convoyrisk::app
