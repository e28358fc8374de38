#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>

#include "experiment/block.hpp"
#include "results/identity.hpp"

namespace convoyrisk::results {

/// What stands at the head of a log.
struct LogHead {
  Identity identity;
  std::int64_t first_block = 0;  ///< of the run
  /// Replications of a finished result that the run goes on from; the log holds what comes after.
  std::int64_t replications_before = 0;
};

/// Blocks of a run that is under way, one after the other, each durable when append() returns: a crash loses at most
/// those that are not yet there. Not HDF5, which has no journal. After a head come records of a length, a payload and a
/// checksum (CRC-32); what a crash left of the last record is recognised and cut off.
class BlockLog {
 public:
  /// Begins a new log in place of what is there. Throws SystemError.
  BlockLog(const std::filesystem::path& file, const LogHead& head);
  /// Goes on with the log that is there, behind what LogReader has read.
  BlockLog(const std::filesystem::path& file, std::uint64_t length);
  BlockLog(BlockLog&& other) noexcept;
  BlockLog& operator=(BlockLog&&) = delete;
  ~BlockLog();

  /// Throws SystemError, after which the log still holds the blocks before.
  void append(const experiment::Block& block);

 private:
  void append(std::span<const std::byte> record);

  std::filesystem::path file_;
  int descriptor_ = -1;
};

/// Reads a log from its beginning.
class LogReader {
 public:
  /// None where there is no file, or the run was cut off before the head was whole. Throws InputError where the file is
  /// something else.
  [[nodiscard]] static std::optional<LogReader> open(const std::filesystem::path& file);

  [[nodiscard]] const LogHead& head() const { return head_; }
  /// The next block; none at the end, or where what follows is no whole record.
  [[nodiscard]] std::optional<experiment::Block> next();
  /// Length of the file up to the end of what was read: where a log goes on.
  [[nodiscard]] std::uint64_t length() const { return length_; }

 private:
  LogReader(std::ifstream stream, LogHead head, std::uint64_t file_size);

  std::ifstream stream_;
  LogHead head_;
  std::uint64_t length_ = 0;
  std::uint64_t file_size_ = 0;
};

}  // namespace convoyrisk::results
