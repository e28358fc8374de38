// A scenario file with what it varies.
#include "fuzz/target.hpp"
#include "scenario/study/reader.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string text = fuzz::input_text(data, size);
  fuzz::expect_read_or_refused(text, [&] {
    const scenario::Study study = scenario::read_study_text(text, "input.yaml", "/nonexistent");
    // What is read must survive being written and read again.
    static_cast<void>(scenario::read_study_text(study.resolved_yaml(), "resolved.yaml", "/nonexistent"));
  });
  return 0;
}
