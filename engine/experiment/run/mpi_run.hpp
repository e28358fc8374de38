#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "experiment/run/experiment.hpp"

namespace convoyrisk::experiment {

/// The processes of an MPI job that share a run. Rank 0 has the files and the user, hands out blocks, simulates some
/// itself and merges all of them in order of index, so that results are those of one process bit by bit. The others
/// ask rank 0 for a block whenever a thread of theirs is free. Where rank 0 is told to stop, or the run fails, it tells
/// the others, which drop the blocks under way. Only in the program convoyrisk-mpi.
///
/// One object in a process: it begins and ends MPI, of which a process has one in its life.
class MpiJob {
 public:
  /// What rank 0 says to the introduction of another: nothing, or why it cannot take part.
  using Objection = std::function<std::string(const std::string& introduction)>;

  /// Throws SystemError where the MPI library lets no second thread call it. Ranks other than 0 listen from now on:
  /// stop_is_wanted becomes true there where rank 0 has no more need of them.
  MpiJob();
  MpiJob(const MpiJob&) = delete;
  MpiJob& operator=(const MpiJob&) = delete;
  /// On rank 0, where there was no run: stops the others and waits for them.
  ~MpiJob();

  [[nodiscard]] int rank() const { return rank_; }

  /// Rank 0: as run_experiment(), with the others' help, and ends MPI. What fails in another process is thrown here, as
  /// InputError or SystemError with the rank before its message.
  [[nodiscard]] Results run(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep, Begun begun,
                            std::int64_t end_block, const Observer& observer, const std::atomic<bool>* stop,
                            const Objection& objection);

  /// Rank 0, after that: how many blocks each rank simulated.
  [[nodiscard]] const std::vector<std::int64_t>& blocks() const { return blocks_; }

  /// Other ranks: simulates what rank 0 hands out, until there is nothing left.
  void help(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep,
            const std::string& introduction);
  /// Other ranks: the last word to rank 0, with what went wrong if anything did, and ends MPI.
  void leave(const std::exception_ptr& failure);

 private:
  enum class Tag : int;
  struct Message;

  void serve(const Objection& objection, const std::atomic<bool>* stop);
  void answer(const Message& message, const Objection& objection);
  [[nodiscard]] std::optional<Ticket> next();
  void put(Block&& simulated, int rank);
  void fail(std::exception_ptr failure);
  void let_go(int rank);
  void stop(int rank);
  void listen();
  [[nodiscard]] bool is_stopped();
  void say(Tag tag, std::span<const std::byte> bytes);
  void end();

  static void send(int rank, Tag tag, std::span<const std::byte> bytes);
  [[nodiscard]] static bool has_arrived(int rank, Tag tag);
  [[nodiscard]] static Message receive(int rank, Tag tag);

  int rank_ = 0;
  bool ended_ = false;
  BlockMerger* merger_ = nullptr;     ///< rank 0: of the run under way
  std::mutex mutex_;                  ///< rank 0: of failure_ and blocks_; others: of the calls to MPI
  int helping_ = 0;                   ///< rank 0: how many of the others have not left
  std::vector<bool> stopped_;         ///< rank 0: whether a rank was told to stop, each once
  std::string host_;                  ///< others
  std::thread listener_;              ///< others: sees that rank 0 says to stop
  std::vector<std::int64_t> blocks_;  ///< rank 0: simulated, by rank
  std::exception_ptr failure_;        ///< rank 0: the first that happened in any process
  std::atomic<bool> failed_ = false;  ///< rank 0: whether there is one
};

}  // namespace convoyrisk::experiment
