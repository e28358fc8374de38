#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "results/identity.hpp"
#include "results/locked_file.hpp"

namespace convoyrisk::results {

/// What stands at the head of a log.
struct LogHead {
  Identity identity;
  std::int64_t first_block = 0;  ///< of the run
  /// Replications of a finished result that the run goes on from; the log holds what comes after.
  std::int64_t replications_before = 0;
  /// Number of the log, in every record of it (run_number), so that records of two logs never mix.
  std::uint64_t run = 0;
  std::string resolved;  ///< scenario with every value in force; empty in logs of older versions
};

/// The number of a log: above, 32 bits of a digest of identity and first block, by which its records are known where
/// the head is damaged; below, 32 drawn at random when it was begun.
[[nodiscard]] std::uint64_t run_number(const LogHead& head, std::uint32_t drawn);

/// A line of signature, then records of a length, a payload and a checksum (CRC-32). A payload begins with the number
/// of the run and, from 0, that of the record; then comes the head in the first, and a block in each of the others.
/// `put` appends the content to the record, which is overwritten: its memory serves again.
using PutContent = std::function<void(std::vector<std::byte>& record)>;
void make_log_record(std::uint64_t run, std::uint64_t number, const PutContent& put, std::vector<std::byte>& record);
[[nodiscard]] std::vector<std::byte> log_start(const LogHead& head);

/// Reads a log from its beginning. What is damaged is passed over and counted; what is whole and yet not as a run wrote
/// it is refused (InputError), as are logs of other versions and files that are no logs.
class LogReader {
 public:
  explicit LogReader(const LockedFile& file);
  /// Where the head, or the signature, is damaged, records that can only be of the log of the run `expected` are read
  /// all the same. Of its head identity and first block are used.
  LogReader(const LockedFile& file, const LogHead& expected);

  /// Nothing was begun there: the file is empty, or ends within its signature.
  [[nodiscard]] bool is_empty() const { return empty_; }
  /// None where the head cannot be read, so that nothing else can be used.
  [[nodiscard]] const std::optional<LogHead>& head() const { return head_; }
  /// Whether the head is the expected one, in the place of one that is damaged. How many replications were there before
  /// the log was begun is not known then.
  [[nodiscard]] bool head_is_replaced() const { return replaced_; }

  /// The bytes of the next block, whose checksum holds; none at the end.
  [[nodiscard]] std::optional<std::vector<std::byte>> next();

  // After the last:
  /// Where a log goes on: behind the last whole record.
  [[nodiscard]] std::uint64_t end() const { return end_; }
  /// Records up to there, the head and those that are missing among them.
  [[nodiscard]] std::uint64_t records() const { return records_; }
  /// Whether something is behind that which is not the beginning of a record, as a crash leaves it.
  [[nodiscard]] bool end_is_damaged() const;
  /// Bytes between records that are no record, and so damage.
  [[nodiscard]] std::uint64_t damaged_bytes() const { return damaged_bytes_; }
  /// Blocks that stood there: of what is damaged at the end nobody knows how many.
  [[nodiscard]] std::uint64_t lost_blocks() const { return missing_; }

 private:
  struct Record {
    std::uint64_t number = 0;
    std::vector<std::byte> content;
    std::uint64_t end = 0;
  };

  void read_head(const LogHead* expected);
  /// Takes the expected head where a record of its log is found.
  [[nodiscard]] bool replace_head(const LogHead& expected);
  [[nodiscard]] bool read(std::uint64_t place, void* data, std::size_t size) const;
  /// The record at a place; none where there is no whole one.
  [[nodiscard]] std::optional<Record> record(std::uint64_t place) const;
  /// Where these bytes stand next; none where they do not.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view wanted, std::uint64_t from) const;

  const LockedFile& file_;
  std::uint64_t size_;
  bool empty_ = false;
  bool replaced_ = false;
  std::optional<LogHead> head_;
  std::uint64_t end_ = 0;
  std::uint64_t records_ = 0;  ///< read so far, or known to be missing
  std::uint64_t damaged_bytes_ = 0;
  std::uint64_t missing_ = 0;
};

}  // namespace convoyrisk::results
