// A log of blocks, as --resume reads it.
#include "fuzz/target.hpp"
#include "results/block_log.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string file = fuzz::input_file(data, size, ".partial");
  fuzz::expect_read_or_refused([&] {
    std::optional<results::LogReader> log = results::LogReader::open(file);
    while (log && log->next()) {
    }
  });
  return 0;
}
