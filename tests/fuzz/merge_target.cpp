// A result file as the one shard of a merge: the whole command, up to the file that it writes.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <span>

#include "app/commands/commands.hpp"
#include "base/error.hpp"
#include "fuzz/target.hpp"
#include "results/seal.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string text = fuzz::input_text(data, size);
  // The seal is put on here: a search would not find it by itself.
  const std::string seal = results::seal_of(std::as_bytes(std::span(data, size)));
  const std::string file = fuzz::input_file(text + seal, ".h5");
  const std::string merged = file + ".merged";
  std::filesystem::remove(merged);
  fuzz::expect_read_or_refused(text, [&] {
    CLI::App program("convoyrisk");
    app::add_merge_command(program);
    program.parse({"--quiet", merged, "--output", file, "merge"});  // CLI11 takes the last word first
  });
  return 0;
}
