// Calls a fuzz target with every file of the folders it is given: what was once found stays found, without libFuzzer.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/target.hpp"
#include "support/scratch_folder.hpp"

int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) {
        const std::string bytes = convoyrisk::tests::read_file(entry.path());
        static_cast<void>(std::printf("%s\n", entry.path().c_str()));
        static_cast<void>(std::fflush(stdout));
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++count;
      }
    }
  }
  static_cast<void>(std::printf("%d inputs\n", count));
  return count > 0 ? 0 : 1;
}
