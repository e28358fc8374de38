// A log of blocks, as --resume reads it. An input that begins with "block" is the content of one record behind its
// checksum, which a search would not find by itself.
#include <stdexcept>
#include <string_view>

#include "experiment/summary/block_bytes.hpp"
#include "fuzz/target.hpp"
#include "results/locked_file.hpp"
#include "results/log_reader.hpp"

namespace {

void read_block(std::span<const std::byte> bytes) {
  try {
    static_cast<void>(convoyrisk::experiment::block_from_bytes(bytes));
  } catch (const std::runtime_error&) {  // as the header says
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  constexpr std::string_view mark = "block";
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  if (std::string_view(reinterpret_cast<const char*>(data), size).starts_with(mark)) {
    read_block(bytes.subspan(mark.size()));
    return 0;
  }
  const std::string text = fuzz::input_text(data, size);
  const std::string file = fuzz::input_file(text, ".partial");
  fuzz::expect_read_or_refused(text, [&] {
    const results::LockedFile locked(file);
    results::LogReader log(locked);
    while (const auto content = log.next()) {
      read_block(*content);
    }
    static_cast<void>(log.end_is_damaged());
    results::LogReader without_head(locked, results::LogHead{});
    while (without_head.next()) {
    }
  });
  return 0;
}
