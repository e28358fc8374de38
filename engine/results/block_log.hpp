#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "experiment/summary/block.hpp"
#include "results/locked_file.hpp"
#include "results/log_reader.hpp"

namespace convoyrisk::results {

/// Blocks of a run that is under way, one after the other, each durable when append() returns: a crash loses at most
/// those that are not yet there. Not HDF5, which has no journal.
class BlockLog {
 public:
  /// Begins a new log in place of what the file holds. Throws SystemError. Refers to the file.
  BlockLog(LockedFile& file, const LogHead& head);
  /// Goes on behind what has been read.
  BlockLog(LockedFile& file, const LogReader& read);

  /// Throws SystemError, after which the log still holds the blocks before.
  void append(const experiment::Block& block);
  void append(std::span<const std::byte> block);

 private:
  void append(const PutContent& put);

  LockedFile* file_;
  std::uint64_t run_;
  std::uint64_t records_ = 1;      ///< the head among them
  std::vector<std::byte> record_;  ///< memory for the next
};

/// Of a log that is begun, with bits from the system's source of randomness. Throws SystemError.
[[nodiscard]] std::uint64_t new_run_number(const LogHead& head);

/// Puts a log in the place of one that is damaged, with all blocks of that which are whole. The head is that of what
/// has been read of it.
void write_log_anew(LockedFile& file, const LogHead& head);

}  // namespace convoyrisk::results
