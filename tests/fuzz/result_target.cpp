// A result file, as compare, merge and --resume read it.
#include <span>

#include "fuzz/target.hpp"
#include "results/reader.hpp"
#include "results/seal.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string text = fuzz::input_text(data, size);
  // The seal is put on here: a search would not find it by itself.
  const std::string seal = results::seal_of(std::as_bytes(std::span(data, size)));
  const std::string file = fuzz::input_file(text + seal, ".h5");
  fuzz::expect_read_or_refused(text, [&] { static_cast<void>(results::read_run(file)); });
  fuzz::expect_read_or_refused(text, [&] { static_cast<void>(results::read_scenario(file)); });
  return 0;
}
