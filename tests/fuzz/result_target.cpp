// A result file, as compare, merge and --resume read it.
#include "fuzz/target.hpp"
#include "results/reader.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string file = fuzz::input_file(data, size, ".h5");
  fuzz::expect_read_or_refused([&] { static_cast<void>(results::read_run(file)); });
  fuzz::expect_read_or_refused([&] { static_cast<void>(results::read_scenario(file)); });
  return 0;
}
