// PATH=VALUE as --set and --sweep take it, on a scenario that has nearly every key.
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "fuzz/target.hpp"
#include "scenario/study/reader.hpp"
#include "support/scratch_folder.hpp"
#include "support/source_dir.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  static const std::string text =
      tests::read_file(std::filesystem::path(tests::source_dir) / "tests/reference/scenarios/09-postures.yaml");
  const std::string input = fuzz::input_text(data, size);
  fuzz::expect_read_or_refused(input, [&] {
    scenario::Changes changes;
    if (input.starts_with('@')) {  // @ in front: a sweep
      changes.sweep.push_back(scenario::parse_override(input.substr(1), "--sweep"));
    } else {
      changes.overrides.push_back(scenario::parse_override(input));
    }
    static_cast<void>(scenario::read_study_text(text, "input.yaml", "/nonexistent", changes));
  });
  return 0;
}
