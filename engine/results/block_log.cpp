#include "results/block_log.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <cerrno>

#include "base/error.hpp"
#include "experiment/summary/block_bytes.hpp"

namespace convoyrisk::results {

BlockLog::BlockLog(LockedFile& file, const LogHead& head) : file_(&file), run_(head.run) {
  file.cut(0);
  file.append(log_start(head));
}

BlockLog::BlockLog(LockedFile& file, const LogReader& read)
    : file_(&file), run_(read.head()->run), records_(read.records()) {
  file.cut(read.end());
}

void BlockLog::append(const experiment::Block& block) {
  append([&block](std::vector<std::byte>& record) { experiment::append_bytes(block, record); });
}

void BlockLog::append(std::span<const std::byte> block) {
  append([block](std::vector<std::byte>& record) { record.insert(record.end(), block.begin(), block.end()); });
}

void BlockLog::append(const PutContent& put) {
  make_log_record(run_, records_, put, record_);
  file_->append(record_);
  ++records_;
}

std::uint64_t new_run_number(const LogHead& head) {
  std::uint32_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) {
    throw SystemError(fmt::format("no random number can be had: {}", reason_of(errno)));
  }
  return run_number(head, number);
}

void write_log_anew(LockedFile& file, const LogHead& head) {
  LogReader reader(file, head);
  file.replace([&](LockedFile& next) {
    BlockLog log(next, head);
    while (const auto block = reader.next()) {
      log.append(*block);
    }
  });
}

}  // namespace convoyrisk::results
