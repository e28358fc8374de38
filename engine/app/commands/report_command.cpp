#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "app/commands/commands.hpp"
#include "base/error.hpp"

namespace convoyrisk::app {
namespace {

namespace fs = std::filesystem;
constexpr const char* report_program = "convoyrisk-report";

[[nodiscard]] bool executable(const fs::path& file) {
  return fs::is_regular_file(file) && access(file.c_str(), X_OK) == 0;
}

[[nodiscard]] fs::path this_program() {
  std::error_code none;
  return fs::read_symlink("/proc/self/exe", none);
}

/// The report program beside this one, else in a folder of PATH; empty where there is none.
[[nodiscard]] fs::path find_report_program() {
  fs::path beside = this_program().parent_path() / report_program;
  if (executable(beside)) {
    return beside;
  }
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    fs::path file = fs::path(folder) / report_program;
    if (!folder.empty() && executable(file)) {
      return file;
    }
  }
  return {};
}

[[noreturn]] void become(const fs::path& program, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program.string());
  std::vector<char*> words;
  for (std::string& argument : arguments) {
    words.push_back(argument.data());
  }
  words.push_back(nullptr);
  execv(program.c_str(), words.data());
  throw SystemError(fmt::format("cannot start {}: {}", program.string(), std::generic_category().message(errno)));
}

}  // namespace

void add_report_command(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("report", "Make a page to read of a result file: RESULT.h5 -o report.html");
  command->set_help_flag();  // the report program has its own
  command->prefix_command();
  command->callback([command] {
    const fs::path found = find_report_program();
    if (found.empty()) {
      throw InputError(
          "convoyrisk report needs the program convoyrisk-report, which is neither beside convoyrisk nor on PATH: "
          "`cmake --install build/release --prefix DIR` in the sources puts both into DIR/bin, and "
          "tools/install-dependencies.sh what they need");
    }
    // Replays are traced by the program that was asked, not by another that is built or installed.
    setenv("CONVOYRISK_PROGRAM", this_program().c_str(), 0);
    become(found, command->remaining());
  });
}

}  // namespace convoyrisk::app
