#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/commands/run_input.hpp"
#include "experiment/run/experiment.hpp"
#include "results/identity.hpp"

namespace convoyrisk::app {

/// The processes that share a run: those of an MPI job in the program convoyrisk-mpi, and else this one alone. One
/// object in a process, from before its scenario is read.
class Ranks {
 public:
  Ranks();
  ~Ranks();

  /// Whether the program was built with MPI.
  [[nodiscard]] static bool shares_runs();
  /// Whether this process has the files and the user. Of the others nothing is seen.
  [[nodiscard]] bool first() const;

  /// Does the part of this process in the command and returns the exit code. In the first that is all; what goes wrong
  /// in another is told to the first, which throws it from simulate().
  [[nodiscard]] int execute(const std::function<int()>& command);

  /// In the first process: simulates with the help of the others. Once in its life.
  [[nodiscard]] experiment::Results simulate(const RunInput& input, const results::Identity& identity, int threads,
                                             experiment::Begun begun, std::int64_t end_block,
                                             const experiment::Observer& observer, const std::atomic<bool>& stop);
  /// In the first process, after that: how many blocks each simulated; empty without MPI.
  [[nodiscard]] std::vector<std::int64_t> blocks() const;
  /// In another: helps with that, if it is the same run.
  void help(const RunInput& input, const results::Identity& identity, int threads);

 private:
  struct Job;
  std::unique_ptr<Job> job_;
};

}  // namespace convoyrisk::app
